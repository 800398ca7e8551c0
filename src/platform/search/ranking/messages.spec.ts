import { describe, expect, it } from '@jest/globals';
import { readText } from '../analysis/read-text.js';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { SegmentBuilder } from '../engine/segment-builder.js';
import { Segment } from '../engine/segment.js';
import { SegmentsReader } from '../engine/segments-reader.js';
import type { EntryRole } from '../engine/index-reader.js';
import { type MessageRankOptions, rankMessages } from './messages.js';
import { MESSAGE_WEIGHTS, type MessageWeights } from './messages/weights.js';

const analyzer = { readText, stemOf, gramsOf };
const uuid = (kind: number, number: number) =>
  `0190${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

interface Said {
  text: string;
  name?: string;
  role?: EntryRole;
}
interface Talk {
  at?: string;
  turns: Said[];
}

/** One chat with its sessions; `ask` gives the texts found, best first. */
function chat(talks: Talk[]) {
  const texts = new Map<string, string>();
  const builder = new SegmentBuilder(analyzer);
  talks.forEach(({ at, turns }, session) =>
    turns.forEach(({ text, name, role = 'user' }, ordinal) => {
      const id = uuid(1, texts.size + 1);
      texts.set(id, text);
      const createdAt = at === undefined ? undefined : Date.parse(at);
      builder.add({ id, group: uuid(2, session), ordinal, text, name, role, createdAt });
    }),
  );
  const reader = new SegmentsReader([{ segment: new Segment(uuid(3, 1), builder.toBytes(), analyzer) }]);
  const hits = (question: string, options: Partial<MessageRankOptions> = {}, weights: Partial<MessageWeights> = {}) =>
    rankMessages(reader, question, { limit: 10, ...options }, { ...MESSAGE_WEIGHTS, ...weights });
  return {
    hits,
    ask: (...question: Parameters<typeof hits>) => hits(...question).map(({ entry }) => texts.get(reader.idOf(entry))),
  };
}

const line = (name: string, text: string): Said => ({ name, text });
/** Sessions about other things, so that words are as rare as in a real chat. */
const padding: Talk[] = ['kettle', 'ladder', 'ribbon', 'magnet', 'candle', 'hammer'].map((thing) => ({
  turns: [line('Ida', `The ${thing} on the second floor is still broken.`), line('Bo', `Then order another ${thing}.`)],
}));

describe('rankMessages', () => {
  it('finds a word by its irregular forms', () => {
    const { ask } = chat([{ turns: [line('Ida', 'We flew to the island in a tiny plane that morning.')] }, ...padding]);
    expect(ask('Who flies?')[0]).toContain('flew');
    expect(ask('Who was flying?')[0]).toContain('flew');
  });

  it('lets a synonym and a member of the kind stand for the word of the question', () => {
    const talks = [{ turns: [line('Ida', 'My physician says the clarinet calms me.')] }, ...padding];
    expect(chat(talks).ask('what instrument?')[0]).toContain('clarinet');
    expect(chat(talks).ask('which doctor?')[0]).toContain('physician');
    expect(chat(talks).ask('which doctor?', {}, { synonym: 0 })).toEqual([]);
  });

  it('takes an answer that shares no word with the question from the turn beside it', () => {
    const turns = [
      line('Bo', 'The parrot still needs a name.'),
      line('Ida', 'Captain Marmalade, after my great-uncle.'),
      line('Bo', 'The soup is nearly ready, by the way.'),
      line('Ida', 'Let me lay the cloth and the spoons.'),
    ];
    const { ask } = chat([{ turns }, ...padding]);
    expect(ask('the parrot')[1]).toBe('Captain Marmalade, after my great-uncle.');
    const asked = [line('Bo', 'And what is that parrot called?'), ...turns.slice(1)];
    expect(chat([{ turns: asked }, ...padding]).ask('the parrot')[0]).toBe('Captain Marmalade, after my great-uncle.');
  });

  it('prefers the turns of the one speaker the question names', () => {
    const turns = [
      line('Bo', 'Ida, I am weaving baskets, weaving all day.'),
      line('Ida', 'Weaving carpets from wool takes me weeks, Bo.'),
    ];
    const { ask } = chat([{ turns }, ...padding]);
    expect(ask('What is Ida weaving?')[0]).toContain('carpets');
    expect(ask('What is Bo weaving?')[0]).toContain('baskets');
  });

  it('prefers what speaks, with the turns around it, to all that was asked', () => {
    const turns = [
      line('Ida', 'The violet lantern hangs in the porch.'),
      line('Bo', 'Fine, I shall bring the matches then.'),
    ];
    const repeats = { turns: [line('Bo', 'A lantern, another lantern, lantern upon lantern.')] };
    const { hits } = chat([{ turns }, repeats, ...padding]);
    const shares = (coverage: number) => {
      const scores = new Map(hits('violet lantern', {}, { coverage }).map(({ entry, score }) => [entry, score]));
      return [1, 2].map((entry) => (scores.get(entry) ?? 0) / (scores.get(0) ?? 1));
    };
    const [[answer, repeated], [asItWas, repeatedAsItWas]] = [shares(MESSAGE_WEIGHTS.coverage), shares(0)];
    expect(repeated).toBeLessThan(repeatedAsItWas! * 0.95);
    expect(answer).toBeCloseTo(asItWas!, 2);
  });

  it('lets the name of a speaker weigh less than what the question is about', () => {
    const turns = [line('Bo', 'Ida, good morning to you!'), line('Bo', 'Somebody is weaving baskets in the yard.')];
    const { hits } = chat([{ turns }, ...padding]);
    const ratio = (speakersName: number) => {
      const scores = new Map(hits('Is Ida weaving?', {}, { speakersName }).map(({ entry, score }) => [entry, score]));
      return scores.get(1)! / scores.get(0)!;
    };
    expect(ratio(MESSAGE_WEIGHTS.speakersName)).toBeGreaterThan(ratio(1));
  });

  it('prefers what the user said, unless the question asks for the assistant', () => {
    const turns: Said[] = [
      { role: 'user', text: 'My sourdough starter smells of vinegar since Tuesday.' },
      { role: 'assistant', text: 'A sourdough starter that smells of vinegar wants feeding twice a day.' },
    ];
    const { hits } = chat([{ turns }, ...padding]);
    const gap = (question: string) => {
      const [first, second] = hits(question).sort((a, b) => a.entry - b.entry);
      return (first?.score ?? 0) / (second?.score ?? 1);
    };
    expect(gap('How does my sourdough starter smell?')).toBeGreaterThan(2);
    expect(gap('What did you say about the sourdough starter?')).toBeLessThan(2);
  });

  it('prefers the session of the date, and what "last week" means from there', () => {
    const talk = (at: string, text: string): Talk => ({ at, turns: [line('Ida', text)] });
    const talks = [
      talk('2021-03-10T09:00:00Z', 'The choir sang in the harbour.'),
      talk('2021-08-10T09:00:00Z', 'The choir sang in the quarry.'),
      talk('2021-11-03T09:00:00Z', 'Last month the choir sang in the stable.'),
      ...padding,
    ];
    expect(chat(talks).ask('Where did the choir sing in August 2021?')[0]).toContain('quarry');
    expect(chat(talks).ask('Where did the choir sing in October 2021?')[0]).toContain('stable');
    const now = Date.parse('2021-03-11T10:00:00Z');
    expect(chat(talks).ask('Where did the choir sing yesterday?', { now })[0]).toContain('harbour');
  });

  it('brings a lasting wish forward for a request', () => {
    const talks = [
      { turns: [line('Ida', 'The invoice for the roof is on the desk near the door.')] },
      { turns: [line('Ida', 'I always want an invoice to show the tax number in bold.')] },
      ...padding,
    ];
    expect(chat(talks).ask('Can you write an invoice?')[0]).toContain('always');
  });

  it('finds a misspelt word and an inflected foreign one by their grams', () => {
    const talks = [
      { turns: [line('Ida', 'The orchestra rehearses in the old brewery.')] },
      { turns: [line('Bo', 'Мы купили новую лодку весной.')] },
      ...padding,
    ];
    expect(chat(talks).ask('orchestraa')[0]).toContain('orchestra');
    expect(chat(talks).ask('Какую лодкой они купил?')[0]).toContain('лодку');
  });

  it('finds in the given sessions only and keeps the limit', () => {
    const talks = [{ turns: [line('Ida', 'The ladder is green.')] }, ...padding];
    const { hits, ask } = chat(talks);
    expect(ask('ladder', { groups: [uuid(2, 0)] })).toEqual(['The ladder is green.']);
    expect(ask('ladder', { groups: [] })).toEqual([]);
    expect(hits('ladder', { limit: 1 })).toHaveLength(1);
    expect(hits('ladder', { limit: 0 })).toEqual([]);
  });

  it('finds nothing for nothing, in an empty index and in a question of any length', () => {
    expect(chat([]).ask('ladder')).toEqual([]);
    const { ask } = chat(padding);
    expect(ask('')).toEqual([]);
    expect(ask('?!')).toEqual([]);
    const long = Array.from({ length: 3000 }, (_, at) => `word${at}`).join(' ');
    expect(ask(`magnet ${long}`)[0]).toContain('magnet');
  });

  it('says what a score is made of when asked', () => {
    const { hits } = chat(padding);
    const [hit] = hits('magnet', { explain: true });
    const { words = 0, context = 0, session = 0, factor = 0 } = hit?.explain ?? {};
    expect(hit?.score).toBeCloseTo((words + context + session) * factor, 5);
    expect(hits('magnet')[0]).not.toHaveProperty('explain');
  });
});
