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
  it('joins a number with its ordinal and decade, leaves other scripts', () => {
    expect(['10th', '1990s', 'дома', '2nd'].map(stemOf)).toEqual(['10', '1990', 'дома', '2']);
  });
});

describe('gramsOf', () => {
  it('cuts alphabetic words of four letters and more', () => {
    expect(gramsOf('banana')).toEqual(['bana', 'anan', 'nana']);
    expect(gramsOf('дома')).toEqual(['дома']);
  });

  it('gives nothing for short words, codes and unspaced scripts', () => {
    expect(['sun', 'err12', '図書館館', '1999'].flatMap(gramsOf)).toEqual([]);
  });
});
