/** The app with a scripted model behind it, two accounts, and the calls the chat suites make. */
import { expect } from '@jest/globals';
import type { Answer, CallOptions, Json } from '../../support/call.js';
import { type Frame, readStream } from '../../support/read-stream.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { ScriptedModel } from '../../support/scripted-model/scripted-model.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import type { TestDatabase } from '../../support/test-databases.js';

export class ChatFixture {
  private constructor(
    readonly app: RunningApp,
    readonly model: ScriptedModel,
    readonly user: TestUser,
    /** Somebody else, who must see nothing of it. */
    readonly other: TestUser,
  ) {}

  static async start(database: TestDatabase, env: Record<string, string> = {}): Promise<ChatFixture> {
    const model = await new ScriptedModel().start();
    const app = await startApp({ database, env: { LLM_PROVIDER: 'openai', LLM_API_URL: model.url, ...env } });
    return new ChatFixture(app, model, await registerUser(app), await registerUser(app));
  }

  /** The same as somebody else sees it. */
  as(user: TestUser): ChatFixture {
    return new ChatFixture(this.app, this.model, user, this.user);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.model.close();
  }

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return this.app.call(method, path, { token: this.user.token, ...options });
  }

  /** POST /api/chat, not streaming. */
  ask(json: object, options: CallOptions = {}): Promise<Answer> {
    return this.call('POST', '/api/chat', { json, ...options });
  }

  /** POST /api/chat, streaming. */
  async stream(json: object, options: CallOptions = {}): Promise<OpenTurn> {
    const given = { token: this.user.token, json: { streaming: true, ...json }, ...options };
    return OpenTurn.of(await this.app.send('POST', '/api/chat', given));
  }

  /** GET /turns/:id/events. */
  events(turnId: string, after?: number, options: CallOptions = {}): Promise<Response> {
    const query = after === undefined ? '' : `?after=${after}`;
    return this.app.send('GET', `/api/chat/turns/${turnId}/events${query}`, { token: this.user.token, ...options });
  }

  async turn(turnId: string): Promise<Json> {
    const { status, body } = await this.call('GET', `/api/chat/turns/${turnId}`);
    if (status !== 200) throw new Error(`asked for a turn, got ${status} ${JSON.stringify(body)}`);
    return body.turn;
  }

  /** Once it neither runs nor waits. */
  async turnOver(turnId: string): Promise<Json> {
    for (;;) {
      const turn = await this.turnEnded(turnId);
      if (turn.state !== 'requires_action') return turn;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  async turnEnded(turnId: string): Promise<Json> {
    for (;;) {
      const turn = await this.turn(turnId);
      if (turn.state !== 'running') return turn;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  /** The active branch, or with `all` the tree. */
  async messages(sessionId: string, all = false): Promise<Json[]> {
    const { body } = await this.call('GET', `/api/session/${sessionId}/messages?limit=100&all=${all}`);
    return body.data;
  }
}

/** A stream of turn events, read one at a time. */
export class OpenTurn {
  readonly frames: Frame[] = [];
  private readonly source: AsyncGenerator<Frame>;

  private constructor(
    readonly response: Response,
    source: AsyncGenerator<Frame>,
  ) {
    this.source = source;
  }

  static of(response: Response): OpenTurn {
    return new OpenTurn(response, readStream(response));
  }

  /** The `turn-start`, read if it has not been. */
  async start(): Promise<Json> {
    return (this.frames[0] ?? (await this.next()))!.data;
  }

  async next(): Promise<Frame | undefined> {
    const { value, done } = await this.source.next();
    if (done) return undefined;
    this.frames.push(value);
    return value;
  }

  /** Reads until there is a frame of that type. */
  async until(type: string): Promise<Frame> {
    for (;;) {
      const frame = await this.next();
      if (!frame) throw new Error(`the stream ended before ${type}`);
      if (frame.type === type) return frame;
    }
  }

  async all(): Promise<Frame[]> {
    while (await this.next());
    return this.frames;
  }

  /** Leaves without reading the rest. */
  async leave(): Promise<void> {
    await this.source.return(undefined);
    if (!this.response.bodyUsed) await this.response.body?.cancel();
  }
}

export const textOf = (frames: readonly Frame[]): string =>
  frames
    .filter(({ type }) => type === 'text-delta')
    .map(({ data }) => data.text)
    .join('');

/** What holds for every whole stream: numbered without gaps, begun once, ended once, and the end says the same text. */
export function expectWholeStream(frames: readonly Frame[]): Json {
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i));
  expect(frames.map(({ id }) => id)).toEqual(frames.map((_, i) => `${i}`));
  expect(frames[0]?.type).toBe('turn-start');
  expect(frames.filter(({ type }) => type === 'turn-start')).toHaveLength(1);
  expect(frames.filter(({ type }) => type === 'turn-end')).toHaveLength(1);
  const end = frames.at(-1)!;
  expect(end.type).toBe('turn-end');
  expect(end.data.response).toBe(textOf(frames));
  return end.data;
}
