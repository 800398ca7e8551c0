import { describe, expect, it } from '@jest/globals';
import { LETTERED, letteredEmbedding } from '../../../test/support/scripted-model/lettered-embedding.js';
import { SeededRandom } from '../../../test/support/seeded-random.js';
import { beyondLetters, type Halves, halvesOf } from './halves.js';

const random = new SeededRandom(7);
const word = () => Array.from({ length: 6 }, () => 'abcdefghijklmnoprstuvwz'[random.between(0, 22)]).join('');
const words = (count: number) => Array.from({ length: count }, word).join(' ');
/** Of one subject each; the halves share the words that every text has, and one of their own. */
const TEXTS = Array.from({ length: 48 }, () => {
  const name = word();
  return `the ${name} ${words(24)} was in the ${name} ${words(24)} and was`;
});

const byVectors = (halves: readonly Halves[], vectorOf: (text: string) => number[]) => {
  const first = halves.map((each) => vectorOf(each.first));
  const second = halves.map((each) => vectorOf(each.second));
  return beyondLetters(halves, (i, j) => first[i]!.reduce((sum, value, at) => sum + value * second[j]![at]!, 0));
};

describe('halvesOf', () => {
  it('takes out of the first what the second says in the same letters', () => {
    const [halves] = halvesOf(
      ['The mayor opened a bridge in May. In June mayors opened another, wider one near town.'],
      48,
    );
    expect(halves!.second).toBe('June mayors opened another, wider one near town.');
    expect(halves!.first).toBe('The a bridge in In');
  });

  it('goes by runs of characters where words do not stand apart, and passes over what is too short', () => {
    const [halves] = halvesOf(['灯塔的灯每九秒转一圈它建于海边灯塔由同一个家族看守至今'], 48);
    expect(halves).toEqual({ first: '的灯每九秒转一圈它建于', second: '海边灯塔由同一个家族看守至' });
    expect(halvesOf(['Only a few words here', ''], 48)).toEqual([]);
  });

  it('takes texts from all over, the same ones each time', () => {
    expect(halvesOf(TEXTS, 6)).toHaveLength(6);
    expect(halvesOf(TEXTS, 6)).toEqual(halvesOf(TEXTS, 6));
  });
});

describe('beyondLetters', () => {
  const halves = halvesOf(TEXTS, 48);

  it.each(LETTERED)('is nothing for vectors that know no more than letters: %s', (kind) => {
    for (const dimensions of [64, 256, 1536]) {
      expect(byVectors(halves, (text) => letteredEmbedding(kind, text, dimensions))).toBeLessThan(0.2);
    }
  });

  it('is nearly all for those that know what belongs together', () => {
    expect(beyondLetters(halves, (i, j) => (i === j ? 0.8 : 0.3))).toBeGreaterThan(0.7);
  });

  it('is no merit where languages tell the halves apart, and shows where there are several', () => {
    const languages = halvesOf(
      Array.from({ length: 48 }, (_, i) => {
        const letters = ['abcdefghijklmn', 'αβγδεζηθικλμνξ', 'абвгдежзиклмно'][i % 3]!;
        const next = () => Array.from({ length: 6 }, () => letters[random.between(0, 13)]).join('');
        return Array.from({ length: 40 }, next).join(' ');
      }),
      48,
    );
    expect(beyondLetters(languages, (i, j) => (i % 3 === j % 3 ? 1 : 0))).toBeLessThan(0.2);
    expect(beyondLetters(languages, (i, j) => (i === j ? 1 : 0))).toBeGreaterThan(0.6);
  });

  it('is little for few texts, and nothing for one', () => {
    expect(beyondLetters(halves.slice(0, 3), (i, j) => (i === j ? 1 : 0))).toBeLessThan(0.5);
    expect(beyondLetters(halves.slice(0, 1), () => 1)).toBe(0);
  });
});
