/** Turns of an agent that may remember and forget, with the calls the approval suites make. */
import { expect } from '@jest/globals';
import type { Answer, Json } from '../../support/call.js';
import type { TestDatabase } from '../../support/test-databases.js';
import { ChatFixture, type OpenTurn } from '../chat/chat-fixture.js';
import { callsThenSays, type WantedCall } from '../tools/calling.js';

export const remember = (content: string): WantedCall => ({ name: 'remember', args: { content } });
export const forget = (content: string): WantedCall => ({ name: 'forget', args: { content } });

export class ApprovalFixture {
  private constructor(readonly chat: ChatFixture) {}

  static async start(database: TestDatabase, env: Record<string, string> = {}): Promise<ApprovalFixture> {
    const fixture = new ApprovalFixture(await ChatFixture.start(database, env));
    await fixture.agent('keeper', ['remember', 'forget', 'recall_memory', 'calculator', 'read_web_page']);
    return fixture;
  }

  async agent(name: string, tools: string[], more: object = {}): Promise<Json> {
    const { status, body } = await this.chat.call('POST', '/api/chat/agents', { json: { name, tools, ...more } });
    expect([status, body.code]).toEqual([201, undefined]);
    return body.agent;
  }

  /** A turn whose model makes these calls, round by round, then speaks. */
  async begin(model: string, rounds: WantedCall[][], more: object = {}): Promise<OpenTurn> {
    this.chat.model.playFor(model, callsThenSays(rounds, ['It is ', 'done.']));
    return this.chat.stream({ message: 'Please do it', model, agent: 'keeper', ...more });
  }

  /** Reads until the turn waits; gives its id and the request. */
  async untilWaiting(open: OpenTurn): Promise<{ turnId: string; request: Json }> {
    const { data: request } = await open.until('approval-required');
    const { turn_id: turnId } = await open.start();
    return { turnId, request };
  }

  approve(turnId: string, json?: object): Promise<Answer> {
    return this.chat.call('POST', `/api/chat/turns/${turnId}/approve`, { json });
  }

  deny(turnId: string, json?: object): Promise<Answer> {
    return this.chat.call('POST', `/api/chat/turns/${turnId}/deny`, { json });
  }

  stop(): Promise<void> {
    return this.chat.stop();
  }

  /** What is known. */
  async known(): Promise<string[]> {
    const { body } = await this.chat.call('GET', '/api/memory?limit=100');
    return body.data.map(({ content }: Json) => content);
  }
}
