/** Promises 3 and 4 under seeded random faults: one typed end, in time, and what was streamed is what is saved. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream, OpenTurn } from '../../e2e/chat/chat-fixture.js';
import { type FaultRun, faultRunOf } from './random-fault.js';

const IS_LONG = process.env.TEST_LONG === '1';
const RUNS = Number(process.env.FAULT_RUNS ?? (IS_LONG ? 1000 : 30));
/** The short form is the same every time; the long one looks at what nobody has looked at. */
const FIRST_SEED = Number(process.env.FAULT_SEED ?? (IS_LONG ? Date.now() % 1_000_000_000 : 1));
/** Seeds that failed once. */
const KNOWN: readonly number[] = [];
const AT_ONCE = 10;

const LIMITS = {
  LLM_CONNECT_TIMEOUT_MS: '400',
  LLM_FIRST_TOKEN_TIMEOUT_MS: '2000',
  LLM_IDLE_TIMEOUT_MS: '400',
  LLM_TOTAL_TIMEOUT_MS: '2500',
};
const LATEST_MS = Number(LIMITS.LLM_TOTAL_TIMEOUT_MS) + 2000;
/** Work of the whole lot on a busy machine; the limits themselves are held by the grid. */
const SLACK_MS = 10_000;
const CODES = /^upstream_(unavailable|timeout|rate_limited|rejected|error|too_large)$|^model_not_found$/;
const REASONS = ['upstream_idle', 'upstream_closed', 'deadline'];

describe.each(testDatabases())('random faults of the model server on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, LIMITS);
  });
  afterAll(() => chat.stop());

  it(
    `${RUNS} of them from seed ${FIRST_SEED} on end once, typed, and as they were saved`,
    async () => {
      const seeds = [...KNOWN, ...Array.from({ length: RUNS }, (_, i) => FIRST_SEED + i)];
      const failed: string[] = [];
      const work = async () => {
        for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
          const run = faultRunOf(seed);
          await hold(run).catch((error: Error) =>
            failed.push(`FAULT_SEED=${run.seed} FAULT_RUNS=1: ${JSON.stringify(run)}\n${error.message}`),
          );
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(failed).toEqual([]);
    },
    60_000 + RUNS * 1000,
  );

  async function hold(run: FaultRun): Promise<void> {
    const model = `seed-${run.seed}`;
    chat.model.playFor(model, run.script);
    const began = Date.now();
    const end = run.streaming ? await streamed(model, run) : await whole(model);
    expect(Date.now() - began).toBeLessThan(LATEST_MS + SLACK_MS);
    expectTyped(end, run.script.tokens.join(''));
    await expectSaved(end);
  }

  async function streamed(model: string, { leavesAfter }: FaultRun): Promise<Json> {
    const open = await chat.stream({ message: 'hello', model, memory: false });
    if (leavesAfter === undefined) return expectWholeStream(await open.all());
    const { turn_id } = await open.start();
    while (open.frames.length < leavesAfter && (await open.next()));
    await open.leave();
    const rest = await OpenTurn.of(await chat.events(turn_id, open.frames.at(-1)!.seq)).all();
    return expectWholeStream([...open.frames, ...rest]);
  }

  async function whole(model: string): Promise<Json> {
    const { status, body } = await chat.ask({ message: 'hello', model, memory: false });
    const turn = await chat.turn(body.turn_id);
    const isFine = turn.state === 'complete' || turn.state === 'incomplete';
    // Some text is worth more than an error, but it must say that it is not all of it.
    if (turn.state === 'complete') expect(status).toBe(200);
    if (!isFine) expect(status).toBeGreaterThanOrEqual(500);
    return { ...turn, turn_status: turn.state };
  }

  function expectTyped(end: Json, sent: string): void {
    const { turn_status: state, response, code, reason } = end;
    if (state === 'complete') {
      // A server that goes on after it said that it was done adds to its answer.
      expect(response.replace(/(again )+$/, '')).toBe(sent);
      return;
    }
    expect(code).toMatch(CODES);
    if (state === 'failed') {
      expect([response, reason]).toEqual(['', undefined]);
      return;
    }
    expect([state, REASONS.includes(reason)]).toEqual(['incomplete', true]);
    expect(response).not.toBe('');
    const own = response.replace(/(again )+$/, '');
    expect(sent.startsWith(own) || sent.startsWith(response)).toBe(true);
  }

  async function expectSaved(end: Json): Promise<void> {
    const [question, answer, ...more] = await chat.messages(end.session_id);
    expect(more).toEqual([]);
    expect(question.content).toBe('hello');
    expect([answer.id, answer.content, answer.state]).toEqual([end.message_id, end.response, end.turn_status]);
    expect([answer.reason, answer.code]).toEqual([end.reason, end.code]);
    const again = await OpenTurn.of(await chat.events(answer.turn_id)).all();
    expect(expectWholeStream(again).response).toBe(end.response);
  }
});
