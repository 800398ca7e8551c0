import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gramsOf } from './grams-of.js';
import { porterStem } from './porter-stem.js';
import { stemOf } from './stem-of.js';

describe('porterStem', () => {
  it.each(
    (
      'caresses:caress ponies:poni cats:cat feed:feed agreed:agre plastered:plaster motoring:motor sing:sing conflated:conflat ' +
      'troubling:troubl sized:size hopping:hop falling:fall hissing:hiss filing:file happy:happi sky:sky relational:relat ' +
      'conditional:condit digitizer:digit operator:oper formality:formal triplicate:triplic hopeful:hope goodness:good ' +
      'revival:reviv allowance:allow inference:infer adjustment:adjust adoption:adopt effective:effect probate:probat rate:rate ' +
      'cease:ceas controlling:control rolling:roll generalizations:gener oscillators:oscil'
    )
      .split(' ')
      .map((pair) => pair.split(':')),
  )('%s → %s', (word, stem) => {
    expect(porterStem(word ?? '')).toBe(stem);
  });

  it('never throws and gives something', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,30}$/), (word) => {
        expect(porterStem(word).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('stemOf', () => {
  it('joins a number with its ordinal and decade', () => {
    expect(['10th', '1990s', '2nd', 'b12', '7'].map(stemOf)).toEqual(['10', '1990', '2', 'b12', '7']);
  });

  it.each([
    ['Russian cases', ['река', 'реки', 'рекои', 'реке']],
    ['Russian adjectives', ['старыи', 'старого', 'старая', 'старыми']],
    ['Arabic article and plural', ['معلم', 'المعلم', 'والمعلمون']],
  ])('brings together %s', (_, words) => {
    expect(new Set(words.map(stemOf)).size).toBe(1);
  });

  it('leaves short words and other scripts', () => {
    expect(['дом', 'και', 'घर', '図書'].map(stemOf)).toEqual(['дом', 'και', 'घर', '図書']);
  });
});

describe('gramsOf', () => {
  it('cuts alphabetic words with marked ends, each gram once', () => {
    expect(gramsOf('banana')).toEqual(['_ban', 'bana', 'anan', 'nana', 'ana_']);
    expect(gramsOf('дом')).toEqual(['_дом', 'дом_']);
    expect(gramsOf('i')).toEqual(['_i_']);
  });

  it('gives nothing for codes, numbers and unspaced scripts', () => {
    expect(['err12', '図書館館', '1999', ''].flatMap(gramsOf)).toEqual([]);
  });
});
