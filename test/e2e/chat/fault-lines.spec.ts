import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { onDatabase } from '../stats/stats-calls.js';
import { ChatFixture, expectWholeStream } from './chat-fixture.js';

/** As pino numbers them. */
const WARN = 40;
const ERROR = 50;

describe.each(testDatabases())('what the log says of a turn that failed, on %s', (database) => {
  let chat: ChatFixture;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-log-'));
    chat = await ChatFixture.start(database, { LOG_FILE: join(folder, 'rai.log') });
  });
  afterAll(async () => {
    await chat.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const lines = (): Json[] =>
    readFileSync(join(folder, 'rai.log'), 'utf8')
      .split('\n')
      .flatMap((line) => (line ? [JSON.parse(line) as Json] : []));

  /** Warnings and worse that were written while the turn was asked for, its own request's line among the rest. */
  async function warned(requestId: string): Promise<Json[]> {
    const ofRequest = () => lines().filter(({ request_id }) => request_id === requestId);
    // The line of the request itself is its last.
    await waitUntil('the line of the request', 5000, () =>
      Promise.resolve(ofRequest().find(({ ms }) => ms !== undefined)),
    );
    return ofRequest().filter(({ level, context }) => level >= WARN && context !== undefined);
  }

  const asked = async (model: string, more: object = {}) => {
    const { status, body } = await chat.ask({ message: 'hello', model, memory: false, ...more });
    return { status, body, warned: await warned(body.request_id) };
  };

  it.each([
    [
      'before its first word',
      { kind: 'status', status: 418 },
      'upstream_rejected',
      { fault: 'status', upstreamStatus: 418 },
    ],
    ['within its text', { kind: 'reset', at: 2 }, 'upstream_error', { fault: 'reset' }],
  ] as const)('is one warning where the model server failed %s', async (name, fault, code, told) => {
    chat.model.playFor(name, { tokens: ['one ', 'two '], fault });
    const { status, body, warned } = await asked(name);
    expect([status, body.code]).toEqual([502, code]);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatchObject({
      level: WARN,
      msg: `turn ended: ${code}`,
      turn_id: body.turn_id,
      request_id: body.request_id,
      err: { type: 'UpstreamError', code, upstream: 'default', ...told },
    });
  });

  it('is one warning where the turn is streamed, too', async () => {
    chat.model.playFor('streamed', { fault: { kind: 'status', status: 403 } });
    const open = await chat.stream({ message: 'hello', model: 'streamed', memory: false });
    const { turn_id } = expectWholeStream(await open.all());
    const ofTurn = await waitUntil('a line about the turn', 5000, () => {
      const found = lines().filter((line) => line.turn_id === turn_id);
      return Promise.resolve(found.length ? found : undefined);
    });
    expect(ofTurn.map(({ level, err }) => [level, err.upstreamStatus])).toEqual([[WARN, 403]]);
    expect(await warned(ofTurn[0]!.request_id)).toHaveLength(1);
  });

  it('is one warning where the model gave no answer of the shape asked for', async () => {
    chat.model.playFor('shapeless', { tokens: ['no'] });
    const { body, warned } = await asked('shapeless', { response_format: { type: 'json_object' } });
    expect(body.code).toBe('invalid_output');
    expect(warned.map(({ level, turn_id, err }) => [level, turn_id, err.code])).toEqual([
      [WARN, body.turn_id, 'invalid_output'],
    ]);
  });

  it('is nothing more where the same request is answered again', async () => {
    chat.model.playFor('again', { fault: { kind: 'status', status: 418 } });
    const json = { message: 'hello', model: 'again' };
    const headers = { 'idempotency-key': 'fault-lines' };
    const first = await chat.ask(json, { headers });
    const second = await chat.ask(json, { headers });
    expect([second.status, second.body.turn_id]).toEqual([502, first.body.turn_id]);
    expect(await warned(first.body.request_id)).toHaveLength(1);
    expect(await warned(second.body.request_id)).toEqual([]);
  });

  it('is one error where the fault is our own', async () => {
    await chat.call('POST', '/api/chat/agents', { json: { name: 'reckoner', tools: ['calculator'] } });
    await onDatabase(chat.app, 'ALTER TABLE tool_policies RENAME TO mislaid_policies');
    try {
      const { status, body, warned } = await asked('healthy', { agent: 'reckoner' });
      expect([status, body.code]).toEqual([500, 'internal_error']);
      expect(warned).toHaveLength(1);
      expect(warned[0]).toMatchObject({ level: ERROR, msg: 'turn ended: internal_error', turn_id: body.turn_id });
      expect(warned[0]!.err.message).toContain('tool_policies');
    } finally {
      await onDatabase(chat.app, 'ALTER TABLE mislaid_policies RENAME TO tool_policies');
    }
  });

  it('is a warning, too, where a list of models could not be had', async () => {
    chat.model.models = 500;
    try {
      await chat.app.reconfigure();
      const { status, body } = await chat.call('GET', '/api/chat/models');
      expect(status).toBeGreaterThanOrEqual(500);
      expect((await warned(body.request_id)).map(({ level, err }) => [level, err.code])).toEqual([[WARN, body.code]]);
    } finally {
      chat.model.models = ['scripted'];
    }
  });
});
