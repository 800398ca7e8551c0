/** Promises 3 and 4, point by point: each fault within an answer, at every event of it, streaming and not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import type { Fault } from '../../support/scripted-model/script.js';
import { wireEvents } from '../../support/scripted-model/wire-events.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../../e2e/chat/chat-fixture.js';
import { HOW, IN_STREAM } from './random-fault.js';

/** The same small limits as in the random runs. */
const LIMITS = {
  LLM_CONNECT_TIMEOUT_MS: '400',
  LLM_FIRST_TOKEN_TIMEOUT_MS: '2000',
  LLM_IDLE_TIMEOUT_MS: '400',
  LLM_TOTAL_TIMEOUT_MS: '2500',
};
const TOKENS = ['one ', 'zwölf ', '三'];
const eventsOf = (model: string): string[] => wireEvents({ tokens: TOKENS }, model, true);
/** The role and each token, the finish, the usage, `[DONE]`; a fault may come before each and after all. */
const PLACES = Array.from({ length: eventsOf('m').length + 1 }, (_, at) => at);
const FIRST_TEXT = 1;
const FINISH = FIRST_TEXT + TOKENS.length;
const DONE = PLACES.length - 1;
const LANES = 24;
/** The limit of a turn, two seconds, and the work of the others on a busy machine. */
const LATEST_MS = Number(LIMITS.LLM_TOTAL_TIMEOUT_MS) + 2000 + 10_000;

/** Of those, what says after the end of the text that something went wrong. */
const SPEAKS = ['malformed', 'not-an-object', 'error-event', 'named-error-event', 'finish-reason-error'];

interface Run {
  name: string;
  at: number;
  way: 'streaming' | 'whole';
  model: string;
  fault: Fault;
}

/** Within the event at the place: early in it, or before the byte that ends it. */
function byteIn(model: string, at: number, isEarly: boolean): number {
  const sizes = eventsOf(model).map((data) => Buffer.byteLength(`data: ${data}\n\n`));
  const before = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
  return before + (isEarly ? 9 : (sizes[at] ?? 2) - 1);
}

const FAULTS: readonly [name: string, make: (at: number, model: string) => Fault][] = [
  ...IN_STREAM.map((kind): [string, (at: number) => Fault] => [kind, (at) => ({ kind, at }) as Fault]),
  ...HOW.flatMap((how) =>
    [true, false].map((isEarly): [string, (at: number, model: string) => Fault] => [
      `${how} ${isEarly ? 'within' : 'at the last byte of'} an event`,
      (at, model) => ({ kind: 'at-byte', byte: byteIn(model, at, isEarly), how }),
    ]),
  ),
];

const RUNS: readonly Run[] = FAULTS.flatMap(([name, make]) =>
  PLACES.flatMap((at) =>
    (['streaming', 'whole'] as const).map((way) => {
      const model = `${name} ${at} ${way}`.replaceAll(' ', '-');
      return { name, at, way, model, fault: make(at, model) };
    }),
  ),
);

describe.each(testDatabases())('a fault at every event of an answer on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, LIMITS);
  });
  afterAll(() => chat.stop());

  async function ask({ way, model }: Run): Promise<Json> {
    const question = { message: 'hello', model, memory: false };
    if (way === 'streaming') return expectWholeStream(await (await chat.stream(question)).all());
    const { status, body } = await chat.ask(question);
    const turn = await chat.turn(body.turn_id);
    // Some text is worth more than an error, where it says that it is not all of it.
    expect([status < 300, body.turn_status ?? turn.state]).toEqual([turn.state === 'complete', turn.state]);
    return { ...turn, turn_status: turn.state };
  }

  it(`${FAULTS.length} faults at ${PLACES.length} places end as far as they came, and are saved so`, async () => {
    const left = [...RUNS];
    const wrong: string[] = [];
    const lane = async () => {
      for (let run = left.pop(); run; run = left.pop()) {
        chat.model.playFor(run.model, { tokens: TOKENS, fault: run.fault });
        const { model } = run;
        await hold(run).catch((error: Error) => wrong.push(`${model}: ${error.message}`));
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    expect(wrong).toEqual([]);
    expect(RUNS.length).toBeGreaterThanOrEqual(20 * PLACES.length * 2);
  });

  async function hold(run: Run): Promise<void> {
    const began = Date.now();
    const end = await ask(run);
    expect(Date.now() - began).toBeLessThan(LATEST_MS);
    const { session_id, message_id, turn_status: state, response, code, reason } = end;
    expectEnd(run, end);
    const [question, answer, ...more] = await chat.messages(session_id);
    expect([question.content, more]).toEqual(['hello', []]);
    expect([answer.id, answer.content, answer.state]).toEqual([message_id, response, state]);
    expect([answer.reason, answer.code]).toEqual([reason, code]);
  }

  function expectEnd({ name, at }: Run, { turn_status: state, response, code, reason }: Json): void {
    // A body that ends well after all of an event but its last byte has said it.
    const events = name === 'end at the last byte of an event' ? at + 1 : at;
    const said = TOKENS.slice(0, Math.max(0, events - FIRST_TEXT)).join('');
    // A server that never ends goes on with the same word.
    expect(name === 'infinite' ? response.replace(/(again )+$/, '') : response).toBe(said);
    const isWhole = events > FINISH && (events >= DONE || !SPEAKS.includes(name));
    expect(state).toBe(isWhole ? 'complete' : response ? 'incomplete' : 'failed');
    if (isWhole) return expect([code, reason]).toEqual([undefined, undefined]);
    expect(code).toMatch(/^upstream_(error|timeout)$/);
    expect(reason ?? 'none').toMatch(response ? /^(upstream_(closed|idle)|deadline)$/ : /^none$/);
  }
});
