import { describe, expect, it } from '@jest/globals';
import { namedSpeakers } from './named-speakers.js';

const only = (question: string, names: string[]) => [...namedSpeakers(question, names).only];

describe('namedSpeakers', () => {
  it('knows a speaker by any part of the name, in any case, with a genitive', () => {
    expect(only("Where is ida's boat?", ['Ida Lund', 'Bo'])).toEqual(['Ida Lund']);
    expect(only('Where is Lund?', ['Ida Lund', 'Bo'])).toEqual(['Ida Lund']);
  });

  it('favours nobody when two people are named, and all who share the one name', () => {
    expect(only('Do Ida and Bo sail?', ['Ida', 'Bo'])).toEqual([]);
    expect(only('Does Ida sail?', ['Ida Lund', 'Ida Berg'])).toEqual(['Ida Lund', 'Ida Berg']);
  });

  it('takes a name that is a common word for a name only with its capital', () => {
    expect(only('When will it rain?', ['Will'])).toEqual([]);
    expect(only('When does Will arrive?', ['Will'])).toEqual(['Will']);
  });
});
