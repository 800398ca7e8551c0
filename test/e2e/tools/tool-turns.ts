/** Turns in which a scripted model calls tools, and what is listed of them. */
import { expect } from '@jest/globals';
import type { Json } from '../../support/call.js';
import type { TestUser } from '../../support/register-user.js';
import { type ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, toolNames, type WantedCall } from './calling.js';

export interface PlayedTurn {
  end: Json;
  /** The `tool-result` events in the order they came. */
  results: Json[];
  /** What the model was given, in the order of its calls. */
  told: string[];
  offered: string[];
}

export class ToolTurns {
  private agents = 0;

  constructor(
    private readonly chat: ChatFixture,
    private readonly user: TestUser = chat.user,
  ) {}

  /** One turn of a new agent that lists these tools, whose model makes these calls at once. It must end well. */
  async play(calls: WantedCall[], onCall: () => void = () => undefined): Promise<PlayedTurn> {
    const { chat } = this;
    const { token } = this.user;
    const name = `agent-${this.user.username}-${++this.agents}`;
    const tools = [...new Set(calls.map((call) => call.name))];
    const made = await chat.call('POST', '/api/chat/agents', { token, json: { name, model: name, tools } });
    expect([made.status, made.body.details]).toEqual([201, undefined]);
    chat.model.playFor(name, callsThenSays([calls], ['Done.']));
    const open = await chat.stream({ message: 'Go.', agent: name, streaming: true }, { token });
    await open.until('context-ready');
    await open.next();
    onCall();
    const { turn_id } = await open.start();
    for (let frame = open.frames.at(-1); frame; frame = await open.next()) {
      // Some change something, so that somebody must say yes.
      if (frame.type === 'approval-required') await chat.call('POST', `/api/chat/turns/${turn_id}/approve`, { token });
    }
    const { frames } = open;
    const end = expectWholeStream(frames);
    expect(end).toMatchObject({ turn_status: 'complete', response: 'Done.' });
    const results = frames.filter(({ type }) => type === 'tool-result').map(({ data }) => data);
    const asked = chat.model.chats.filter(({ body }) => body?.model === name).map(({ body }) => body!);
    return { end, results, told: resultsIn(asked.at(-1)!), offered: toolNames(asked[0]!) };
  }

  async tools(): Promise<Json[]> {
    return (await this.chat.call('GET', '/api/chat/tools', { token: this.user.token })).body.data;
  }

  async tool(name: string): Promise<Json | undefined> {
    return (await this.tools()).find((tool) => tool.name === name);
  }

  /** Waits until a tool is in this health. */
  async until(name: string, health = 'ok'): Promise<Json> {
    for (let waited = 0; waited < 30_000; waited += 100) {
      const tool = await this.tool(name);
      if (tool?.health === health) return tool;
      await new Promise((resume) => setTimeout(resume, 100));
    }
    throw new Error(`${name} was never ${health}: ${JSON.stringify(await this.tool(name))}\n${this.chat.app.logs()}`);
  }
}
