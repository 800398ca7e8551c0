import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { CHANGES, conversation, FACTS, RETRACTIONS, type ScriptedTurn } from './conversation-script.js';

const TURNS_A_SESSION = 50;
const READS_MEMORIES = 'You keep the long-term memory of an assistant.';

interface Live {
  value: string;
  /** The words it was said with, without the full stop. */
  said: string;
}

/** What a good model would find in a message; nothing in small talk. */
function modelReading(turns: readonly ScriptedTurn[], message: string): string {
  const heard = message.replace(/\s+/g, ' ');
  const turn = turns.find((one) => heard.includes(one.message.replace(/[.!]$/, '')));
  const memories: Json[] = [];
  const changed = turn?.change && FACTS[turn.change.of]!;
  const told = turn?.fact === undefined ? undefined : FACTS[turn.fact]!;
  const quote = turn?.message.replace(/[.!]$/, '') ?? '';
  const one = told ?? changed;
  if (one)
    memories.push({ action: 'add', kind: one.kind, content: quote, attribute: one.attribute, quote, confidence: 0.9 });
  if (turn?.retraction !== undefined) {
    const gone = FACTS[turn.retraction]!;
    memories.push({ action: 'retract', kind: gone.kind, content: gone.said, attribute: gone.attribute, quote });
  }
  // As models do: a fence around it, and now and then something that is not there.
  if (told) memories.push({ action: 'add', kind: 'fact', content: 'I own a castle', quote: 'I own a castle' });
  return `\`\`\`json\n${JSON.stringify({ memories })}\n\`\`\``;
}

const MODES = testDatabases().flatMap((database) => [
  { database, mode: 'patterns' },
  { database, mode: 'model' },
]);

describe.each(MODES)('300 turns with 40 facts on $database, read by $mode', ({ database, mode }) => {
  let chat: ChatFixture;
  const turns = conversation();
  /** Per turn: what was sent to the model to answer it. */
  const prompts: string[] = [];
  const sessions: string[] = [];

  beforeAll(async () => {
    chat = await ChatFixture.start(database, { MEMORY_EXTRACTION: mode === 'model' ? 'auto' : 'patterns' });
    const isReading = (body: ChatBody) => String(body.messages[0]!.content).startsWith(READS_MEMORIES);
    chat.model.play((body) =>
      isReading(body) ? { tokens: [modelReading(turns, String(body.messages[1]!.content))] } : {},
    );
    let session_id: string | undefined;
    for (const [at, { message }] of turns.entries()) {
      if (at % TURNS_A_SESSION === 0) session_id = undefined;
      const { status, body } = await chat.ask({ message, session_id });
      expect(status).toBe(200);
      session_id = body.session_id as string;
      if (at % TURNS_A_SESSION === 0) sessions.push(session_id);
      const asked = chat.model.chats.findLast(({ body: sent }) => !isReading(sent!))!;
      prompts.push(JSON.stringify(asked.body!.messages));
    }
    await settled();
  }, 300_000);
  afterAll(() => chat.stop());

  async function settled(): Promise<void> {
    for (;;) {
      const { body } = await chat.call('GET', '/api/memory/status');
      if (body.pending === 0) return;
      await new Promise((resume) => setTimeout(resume, 5));
    }
  }

  async function stored(query = ''): Promise<Json[]> {
    return (await chat.call('GET', `/api/memory?limit=100${query}`)).body.data;
  }

  /** What is true at the end. */
  function truth(): Live[] {
    const changed = new Map(CHANGES.map((change) => [change.of, change]));
    const gone = new Set(RETRACTIONS.map(({ of }) => of));
    return FACTS.flatMap((fact, i) => {
      const now = changed.get(i) ?? fact;
      return gone.has(i) ? [] : [{ value: now.value, said: now.said.replace(/[.!]$/, '') }];
    });
  }

  it('knows what is true and hardly anything else', async () => {
    const known = await stored();
    const right = truth();
    const found = right.filter(({ value }) => known.some(({ content }) => content.includes(value)));
    const junk = known.filter(({ content }) => !right.some(({ value }) => content.includes(value)));
    const recall = found.length / right.length;
    const precision = (known.length - junk.length) / known.length;
    const missed = right.filter((one) => !found.includes(one)).map(({ said }) => said);
    process.stdout.write(
      `${database} ${mode}: ${known.length} stored, recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}, missed ${JSON.stringify(missed)}, junk ${JSON.stringify(junk.map(({ content }) => content))}\n`,
    );
    expect(junk.length / known.length).toBeLessThanOrEqual(0.05);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(precision).toBeGreaterThanOrEqual(0.95);
  });

  it('keeps what was true as history, and nothing of what was to be forgotten', async () => {
    const all = await stored('&include_superseded=true');
    for (const { of, value } of CHANGES) {
      const old = all.find(({ content }) => content.includes(FACTS[of]!.value));
      const now = all.find(({ content }) => content.includes(value));
      expect(old).toMatchObject({ superseded_by: now!.id, valid_to: expect.any(String) });
    }
    for (const { of, said } of RETRACTIONS) {
      const ended = all.find(({ content }) => content.includes(FACTS[of]!.value));
      if (/forget/i.test(said)) expect(ended).toBeUndefined();
      else expect(ended).toMatchObject({ valid_to: expect.any(String) });
    }
  });

  it('has no superseded or retracted fact in any prompt of a later conversation, and none beside the window of this one', () => {
    for (const [at, { change, retraction }] of turns.entries()) {
      const of = change?.of ?? retraction;
      if (of === undefined) continue;
      const words = FACTS[of]!.said.replace(/[.!]$/, '').replace(/^(?:Hi! |Remember that )/, '');
      const nextSession = Math.ceil((at + 1) / TURNS_A_SESSION) * TURNS_A_SESSION;
      const bare = JSON.stringify(words).slice(1, -1);
      for (const [later, prompt] of prompts.entries()) {
        // The question at the end names some of the values; what counts is the statement.
        if (later >= nextSession) expect(prompt).not.toContain(bare);
        else if (later > at) expect(JSON.stringify(JSON.parse(prompt)[0])).not.toContain(bare);
      }
    }
  });

  it('has what is true in the prompt when it is asked for', () => {
    const right = truth();
    const asked = turns.flatMap(({ asks }, at) => (asks === undefined ? [] : [{ asks, at }]));
    const gone = new Set(RETRACTIONS.map(({ of }) => of));
    const wanted = asked.filter(({ asks }) => !gone.has(asks));
    const changed = new Map(CHANGES.map((change) => [change.of, change.value]));
    const answered = wanted.filter(({ asks, at }) => {
      const system = JSON.parse(prompts[at]!)[0].content as string;
      return system.includes(changed.get(asks) ?? FACTS[asks]!.value);
    });
    process.stdout.write(
      `${database} ${mode}: ${answered.length} of ${right.length} questions have their fact in the prompt\n`,
    );
    expect(answered.length / wanted.length).toBeGreaterThanOrEqual(0.9);
  });

  it('takes nothing from what it recalled, quoted or was told by the model', async () => {
    const texts = (await stored('&include_superseded=true')).map(({ content }) => content).join('\n');
    for (const foreign of [
      'Paco',
      'Madrid',
      'Zorro',
      'spy',
      'Ferrari',
      'Napoleon',
      'purple',
      'Bartholomew',
      'castle',
      'forty',
    ])
      expect(texts).not.toContain(foreign);
  });
});
