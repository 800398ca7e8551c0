/** Cuts source code at its symbols by a look at each line: no parser, any language whose symbols begin lines. Pure. */
import { type Block, isSpace, LINES_AT_ONCE, linesOf } from './blocks.js';

const MODIFIERS =
  '(?:(?:export|default|declare|abstract|public|private|protected|internal|static|final|sealed|open|override|virtual|async|unsafe|inline|extern|pub(?:\\([^)]*\\))?|const(?= fn)|data|suspend|readonly|get|set)\\s+)*';
/** A word that begins a symbol, and the symbol's name behind it. */
const DECLARED = new RegExp(
  `^${MODIFIERS}(?:function\\*?|func|fun|fn|def|defp|defmodule|class|interface|enum|struct|trait|impl(?:<[^>]*>)?|mod|module|namespace|object|record|protocol|extension|type|sub|macro_rules!|message|service)\\s+(?:\\([^)]*\\)\\s*)?([\\p{L}_$](?:::|[\\p{L}\\p{N}_$.!?])*)`,
  'u',
);
/** `const name = (…) =>`, `name = function` */
const ASSIGNED =
  /^(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function\b|\(|[\p{L}_$][\p{L}\p{N}_$]*\s*=>)/u;
/** A method or a C function: `modifiers type name(…) {`, not a call and not a statement. */
const METHOD = new RegExp(
  `^${MODIFIERS}(?:[\\p{L}_$][\\p{L}\\p{N}_$<>,.?&*\\[\\]:]*\\s+)*[*&#]?([\\p{L}_$~][\\p{L}\\p{N}_$:]*)\\s*(?:<[^>]*>)?\\([^;]*$`,
  'u',
);
const SQL =
  /^create\s+(?:or\s+replace\s+)?(?:unique\s+)?(?:table|view|index|function|procedure|trigger|type)\s+(?:if\s+not\s+exists\s+)?([\w."]+)/i;
const STATEMENTS = new Set(
  'if else for foreach while do switch case catch return throw await yield new match when unless until with elif elsif try finally using lock in of and or not print assert raise del go defer select'.split(
    ' ',
  ),
);
/** What stands above a symbol and speaks of it: comments, decorators, attributes. */
const LEADING = /^(?:\/\/|\/\*|\*|#(?!include|define|if|endif|else)|--|@|\[[A-Z#]|"""|;;|%)/;
const LINE_HEAD = 240;

interface Symbol {
  start: number;
  name: string;
  indent: number;
}

/** One block a symbol, from its comments to the next; `path` names what it stands in and itself. Undefined: see LINES_AT_ONCE. */
export function* codeBlocks(text: string, from = 0, to = text.length): Generator<Block | undefined> {
  const within: Symbol[] = [];
  let path: string[] = [];
  let start = from;
  for (const symbol of symbolsOf(text, from, to)) {
    if (!symbol) {
      yield undefined;
      continue;
    }
    yield* block(text, start, symbol.start, path);
    while (within.length && within.at(-1)!.indent >= symbol.indent) within.pop();
    within.push(symbol);
    path = within.map(({ name }) => name);
    start = symbol.start;
  }
  yield* block(text, start, to, path);
}

function* block(text: string, from: number, to: number, path: readonly string[]): Generator<Block> {
  let start = from;
  let end = to;
  while (start < end && text[start] === '\n') start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  if (end > start) yield { kind: 'code', start, end, path };
}

function* symbolsOf(text: string, from: number, to: number): Generator<Symbol | undefined> {
  /** Where the comments right above the present line begin. */
  let leading: number | undefined;
  let lines = 0;
  for (const { start, end } of linesOf(text, from, to)) {
    if (++lines % LINES_AT_ONCE === 0) yield undefined;
    const line = text.slice(start, Math.min(end, start + LINE_HEAD));
    const code = line.trimStart();
    const name = nameIn(code);
    if (name !== undefined) yield { start: leading ?? start, name, indent: widthOf(line, line.length - code.length) };
    if (name !== undefined || !LEADING.test(code)) leading = undefined;
    else leading ??= start;
  }
}

function nameIn(code: string): string | undefined {
  const declared = DECLARED.exec(code) ?? ASSIGNED.exec(code) ?? SQL.exec(code);
  if (declared) return declared[1];
  // A definition opens a brace behind its parentheses; a call that is handed a function opens it within them.
  if (!/\{\s*$/.test(code) || !isBalanced(code)) return undefined;
  const name = METHOD.exec(code)?.[1];
  const first = /^[\p{L}_$]+/u.exec(code)?.[0] ?? '';
  return name !== undefined && !STATEMENTS.has(name) && !STATEMENTS.has(first) ? name : undefined;
}

function isBalanced(code: string): boolean {
  let open = 0;
  for (const character of code) {
    if (character === '(') open++;
    else if (character === ')') open--;
  }
  return open === 0;
}

/** Columns of white space before the first character; a tab is four. */
function widthOf(line: string, characters: number): number {
  let width = 0;
  for (let i = 0; i < characters; i++) width += line[i] === '\t' ? 4 : 1;
  return width;
}
