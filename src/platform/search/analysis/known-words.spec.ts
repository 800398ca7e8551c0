import { describe, expect, it } from '@jest/globals';
import { analyzeText } from './analyze-text.js';
import { plainText } from './plain-text.js';
import { readText } from './read-text.js';
import { Tokens } from './token-sink.js';
import { tokenizePlain } from './tokenize-plain.js';
import { tokenize } from './tokenize.js';

/** Numbers that look random and are the same each time. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Words without a capital inside, from one letter to more than are remembered. */
function wordsLike(count: number, below: (limit: number) => number): string[] {
  return Array.from({ length: count }, () => {
    const word = Array.from({ length: 1 + below(below(8) ? 9 : 40) }, () => LETTERS[below(36)]!).join('');
    return [word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)][below(3)]!;
  });
}

describe('words that were met before', () => {
  it('are the letters of the text in lower case, however many spellings share a place', () => {
    const below = randomNumbers(7);
    const words = wordsLike(60_000, below);
    const plain = (text: string) => text.toLowerCase().split(' ');
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < words.length; at += 50) {
        const text = words.slice(at, at + 50).join(' ');
        expect(analyzeText(text).words).toEqual(plain(text));
      }
    }
  });

  it('are the same beside other scripts as in ASCII alone', () => {
    const below = randomNumbers(11);
    const joiners = [' ', ' ', ' ', '-', '.', ', ', "'", '/', ',', '\n', '. ', '? '];
    const words = [...wordsLike(300, below), 'camelCase', 'HTTPServer', '1', '000', '3', "don't", 'U.S.'];
    for (let round = 0; round < 300; round++) {
      let text = '';
      for (let at = below(30); at >= 0; at--) text += words[below(words.length)]! + joiners[below(joiners.length)]!;
      const ascii = analyzeText(text.trim());
      const mixed = analyzeText(`${text.trim()}\n\né`);
      expect(mixed.words).toEqual([...ascii.words, 'e']);
      expect(mixed.positions.slice(0, -1)).toEqual(ascii.positions);
      expect(mixed.sentences.slice(0, ascii.sentences.length)).toEqual(ascii.sentences);
    }
  });

  it('are the same read from bytes as from the text', () => {
    const below = randomNumbers(13);
    const joiners = [
      ' ',
      ' ',
      ' ',
      '-',
      '.',
      ', ',
      "'",
      '/',
      ',',
      '\n',
      '. ',
      '? ',
      '_',
      ' "',
      '@',
      '=',
      '\t',
      '((',
      '',
    ];
    const words = [...wordsLike(300, below), 'camelCase', 'HTTPServer', 'NASA', 'aB', '1', '000', '3', "don't", 'U.S.'];
    for (let round = 0; round < 600; round++) {
      let text = '';
      for (let at = below(30); at >= 0; at--) text += words[below(words.length)]! + joiners[below(joiners.length)]!;
      const [from, to] = [below(4), text.length - below(4)];
      const [read, cut] = [new Tokens(), new Tokens()];
      tokenizePlain(text, plainText(text)!, read, from, to);
      tokenize(text, cut, from, to);
      expect(read).toEqual(cut);
    }
  });

  it('never give the number of one to another, though all are forgotten in between', () => {
    const words = [...new Set(wordsLike(90_000, randomNumbers(17)).map((word) => word.toLowerCase()))];
    const wordOf = new Map<number, string>();
    const twice: string[] = [];
    const word = (spelling: string, _position: number, known: number) => {
      if (known >= 0 && (wordOf.get(known) ?? spelling) !== spelling) twice.push(spelling);
      if (known >= 0) wordOf.set(known, spelling);
    };
    for (let at = 0; at < words.length; at += 50)
      readText(words.slice(at, at + 50).join(' '), { sentence: () => undefined, word });
    expect(twice).toEqual([]);
    expect(wordOf.size).toBeGreaterThan(1 << 15);
  });

  it('do not take a text for plain that has other characters, or is too long', () => {
    for (const text of [
      'é',
      'a\u0080',
      'plain and \ud83d\ude00',
      '\ud800',
      'x'.repeat(65_536) + 'é',
      'x'.repeat(65_537),
    ])
      expect(plainText(text)).toBeUndefined();
    expect(plainText('x'.repeat(65_536))?.length).toBe(65_536);
    expect(plainText('')?.length).toBe(0);
  });
});
