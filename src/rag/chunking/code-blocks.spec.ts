import { describe, expect, it } from '@jest/globals';
import { codeBlocks } from './code-blocks.js';
import { chunksOf } from './chunks.js';

/** Without the places at which a caller may pause. */
const found = <T>(items: Iterable<T | undefined>) => [...items].filter((one) => one !== undefined);
const pathsOf = (text: string) => found(codeBlocks(text)).map(({ path }) => path!.join(' › '));

describe('codeBlocks', () => {
  it.each([
    [
      'typescript',
      "import x from 'y';\n\n/** Says hello. */\nexport async function hello(): Promise<void> {\n  if (a) {\n  }\n  call(b, () => {\n  });\n}\n\nexport class Foo<T> extends Bar {\n  constructor(private a: string) {\n  }\n\n  @Get()\n  async bar(x: number): Promise<string> {\n    return x;\n  }\n}\n\nexport const baz = async (a) => {\n};\n",
      ['', 'hello', 'Foo', 'Foo › constructor', 'Foo › bar', 'baz'],
    ],
    [
      'python',
      'import os\n\n@cache\ndef f(a):\n    return a\n\nclass K:\n    def g(self):\n        pass\n\n    async def h(self):\n        pass\n',
      ['', 'f', 'K', 'K › g', 'K › h'],
    ],
    [
      'go',
      'package a\n\n// Run runs.\nfunc (s *Server) Run(x int) error {\n\tfor {\n\t}\n}\n\ntype Server struct {\n}\n',
      ['', 'Run', 'Server'],
    ],
    [
      'rust',
      'use a::b;\n\npub struct P;\n\nimpl P {\n    pub fn new() -> Self {\n    }\n}\n',
      ['', 'P', 'P', 'P › new'],
    ],
    [
      'java',
      'package a;\n\npublic final class A {\n    private static int add(int a, int b) {\n        return a + b;\n    }\n}\n',
      ['', 'A', 'A › add'],
    ],
    [
      'c',
      '#include <a.h>\n\nstatic int add(int a, int b) {\n  return a;\n}\n\nint main(void) {\n}\n',
      ['', 'add', 'main'],
    ],
    ['sql', 'CREATE TABLE users (id int);\n\ncreate or replace view "v" as select 1;\n', ['users', '"v"']],
    ['no symbols', 'a = 1\nb = 2\n', ['']],
    ['nothing', '', []],
  ])('finds the symbols of %s', (_, text, paths) => {
    expect(pathsOf(text)).toEqual(paths);
  });

  it('keeps comments and decorators with what they speak of, and every character', () => {
    const text = 'const a = 1;\n\n// About b.\n// More.\nfunction b() {}\n\n/** C. */\n@dec\nclass C {\n}\n';
    const blocks = found(codeBlocks(text)).map(({ start, end }) => text.slice(start, end));
    expect(blocks).toEqual(['const a = 1;', '// About b.\n// More.\nfunction b() {}', '/** C. */\n@dec\nclass C {\n}']);
  });

  it('cuts long code at symbols and tells which', () => {
    const method = (i: number) => `  method${i}(a) {\n${'    this.value = compute(a);\n'.repeat(40)}  }\n`;
    const text = `class Big {\n${Array.from({ length: 5 }, (_, i) => method(i)).join('\n')}}\n`;
    // The line of the class is joined by its first method.
    const headings = found(chunksOf(text, { layout: 'code' })).map(({ heading }) => heading);
    expect(new Set(headings)).toEqual(new Set(['Big', ...[1, 2, 3, 4].map((i) => `Big › method${i}`)]));
  });

  it('lets no chunk go beyond its page', () => {
    const pages = Array.from({ length: 3 }, (_, i) => `Page ${i} says little.\n\n`);
    let at = 0;
    const parts = pages.map((text) => ({ start: at, end: (at += text.length) }));
    const text = pages.join('');
    expect(found(chunksOf(text, { parts })).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Page 0 says little.',
      'Page 1 says little.',
      'Page 2 says little.',
    ]);
  });
});
