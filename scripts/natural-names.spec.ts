import { describe, expect, it } from '@jest/globals';

const SCRIPT = './natural-names.mjs';
const { withNaturalNames } = (await import(SCRIPT)) as { withNaturalNames(code: string): string };

/** As esbuild writes it; the language gives no name to what is handed to it. */
const KEEPER =
  "const __name = (target, value) => Object.defineProperty(target, 'name', { value, configurable: true });\n";

/** Without the spaces that stand where something was. */
const dense = (code: string) => code.replace(/ +/g, '');

/** What is left of a line, between others that define no names. */
function leftOf(line: string): string {
  const before = `${KEEPER}function first() {}\n__name(first, "first");\n`;
  const code = `${before}${line}\n`;
  return dense(withNaturalNames(code).slice(before.length)).trim();
}

describe('names that the language gives', () => {
  it.each([
    ['a function that is declared', 'function ask() {} __name(ask, "ask");', 'functionask(){};'],
    ['an arrow of a constant', 'const ask = /* @__PURE__ */ __name(() => 1, "ask");', 'constask=/*@__PURE__*/(()=>1);'],
    ['a function of a constant', 'const ask = __name(function () {}, "ask");', 'constask=(function(){});'],
    ['an arrow of a member', 'const a = { ask: __name((x) => x, "ask") };', 'consta={ask:((x)=>x)};'],
    ['one within another', 'const f = __name(() => __name(() => 1, "g"), "f");', 'constf=(()=>(()=>1));'],
    ['a declared class', 'class Box {} __name(Box, "Box");', 'classBox{};'],
  ])('are not defined again: %s', (_, line, left) => {
    expect(leftOf(line)).toBe(left);
  });

  it.each([
    ['a class under another name', 'class Box2 {} __name(Box2, "Box");'],
    ['a function in place of a class', 'const Box = __name(function () {}, "Box");'],
    ['a class expression', 'const Box = __name(class {}, "Box");'],
    ['a name that is worked out', 'function ask() {} __name(ask, nameOf(ask));'],
    ['a call of another', 'other(() => 1, "ask");'],
  ])('are kept where the language gives another one, or it is no definition: %s', (_, line) => {
    expect(leftOf(line)).toBe(dense(line));
  });

  it('are the same when the code runs, and nothing has moved', () => {
    const code = `${KEEPER}function ask() {}\n__name(ask, "ask");
const say = __name((x) => x, "say"), hear = { now: __name(function () {}, "now") };
return [ask, say, hear.now].map(({ name }) => name);`;
    const natural = withNaturalNames(code);
    const names = (source: string): unknown => new Function(source)();
    expect(names(natural)).toEqual(names(code));
    expect(names(natural)).toEqual(['ask', 'say', 'now']);
    expect(natural).toHaveLength(code.length);
    for (const word of ['ask()', '(x) => x', 'return']) expect(natural.indexOf(word)).toBe(code.indexOf(word));
    expect(natural.match(/__name/g)).toHaveLength(1);
  });

  it('say so where there are none to take out', () => {
    expect(() => withNaturalNames('function ask() {}')).toThrow('in another way');
  });
});
