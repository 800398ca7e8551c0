import { describe, expect, it } from '@jest/globals';
import { hasEvidence } from './has-evidence.js';
import { supportedCitations } from './supported-citations.js';

const SOURCES = [
  {
    n: 1,
    text: 'The lamp of the lighthouse turns every nine seconds. It was lit in 1854 and burns 1,200 litres a year.',
  },
  { n: 2, text: 'Odalys has kept the tower since her father retired; visitors are welcome on Sundays.' },
  { n: 3, text: '灯塔的灯每九秒转一圈。' },
];
const verdicts = (answer: string) => Object.fromEntries(supportedCitations(answer, SOURCES));

describe('supportedCitations', () => {
  it('believes sentences whose words and numbers the source has', () => {
    expect(verdicts('The lighthouse lamp was lit in 1854 [1]. Odalys keeps the tower [2].')).toEqual({
      1: true,
      2: true,
    });
    expect(verdicts('It turns every 9 seconds [1] and burns 1200 litres each year [1].')).toEqual({ 1: true });
    expect(verdicts('灯每九秒转一圈 [3]。')).toEqual({ 3: true });
  });

  it('flags what the source does not say', () => {
    expect(verdicts('The lighthouse lamp was lit in 1855 [1].')).toEqual({ 1: false });
    expect(verdicts('Whales migrate along the coast in autumn [1].')).toEqual({ 1: false });
    expect(verdicts('Odalys keeps the tower [2]. Odalys sells postcards and candles there daily [2].')).toEqual({
      2: false,
    });
  });

  it('reads numbers that are written out', () => {
    const sources = [{ n: 1, text: 'The mill has 42 sails, 7 doors, 21 stairs and a cellar; it cost 200 crowns.' }];
    const verdict = (answer: string) => supportedCitations(answer, sources).get(1);
    expect(verdict('The mill has forty-two sails, seven doors, twenty-one stairs and one cellar [1].')).toBe(true);
    expect(verdict('The mill has forty sails [1].')).toBe(false);
    expect(verdict('The mill cost two hundred crowns [1].')).toBe(true);
  });

  it('takes sources cited together together, and markers after the full stop with the sentence before', () => {
    expect(verdicts('Odalys keeps a tower whose lamp turns every nine seconds [1, 2].')).toEqual({ 1: true, 2: true });
    expect(verdicts('Odalys keeps the tower. [2] Whales migrate along the coast.')).toEqual({ 2: true });
    expect(verdicts('Whales migrate along the coast. [2] Odalys keeps the tower.')).toEqual({ 2: false });
  });

  it('judges nothing that is not cited, or that it does not have', () => {
    expect(verdicts('Whales migrate along the coast.')).toEqual({});
    expect(verdicts('Whales migrate [7].')).toEqual({});
    expect(verdicts('It is [1].')).toEqual({ 1: true });
    expect(verdicts('')).toEqual({});
  });
});

describe('hasEvidence', () => {
  const passages = [{ title: 'Lighthouse', text: SOURCES[0]!.text }];
  it('asks one passage to have a third of what is asked about', () => {
    expect(hasEvidence('When was the lighthouse lit?', passages)).toBe(true);
    expect(hasEvidence('Which whales migrate along the coast every autumn?', passages)).toBe(false);
    expect(hasEvidence('When was the lighthouse lit?', [])).toBe(false);
    expect(hasEvidence('And then?', [])).toBe(true);
  });
});
