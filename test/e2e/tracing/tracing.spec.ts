import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsThenSays } from '../tools/calling.js';

/** A collector of OTLP over HTTP: what was sent to it. */
class Collector {
  readonly spans: Json[] = [];
  readonly bodies: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      this.bodies.push(`${request.method} ${request.url} ${body}`);
      for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans)
        for (const { spans } of scopeSpans) this.spans.push(...spans.map((span: Json) => ({ ...span, resource })));
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** The spans of a trace, once its turn is there. */
  async trace(turnId: string): Promise<Json[]> {
    for (let waited = 0; waited < 10_000; waited += 50) {
      const of = this.spans.find(
        ({ name, attributes }) => name === 'admission' && value(attributes, 'rai.turn_id') === turnId,
      );
      const trace = this.spans.filter(({ traceId }) => traceId === of?.traceId);
      if (trace.some(({ name }) => name === 'turn')) return trace;
      await new Promise((resume) => setTimeout(resume, 50));
    }
    throw new Error('the trace did not come');
  }
}

const value = (attributes: Json[], key: string): unknown => {
  const found = attributes.find((one) => one.key === key)?.value;
  return found && (Object.values(found)[0] as unknown);
};

describe.each(testDatabases())('traces on %s', (database) => {
  const collector = new Collector();
  let chat: ChatFixture;
  beforeAll(async () => {
    const endpoint = await collector.start();
    chat = await ChatFixture.start(database, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'a-test' });
  });
  afterAll(async () => {
    await chat.stop();
    collector.close();
  });

  it('are a span a step, below whoever asked and above the model server, without a word of what was said', async () => {
    const calculation = { name: 'calculator', args: { expression: '6 * 7' } };
    chat.model.play(callsThenSays([[calculation]], ['Forty', '-two', '.']));
    await chat.call('POST', '/api/chat/agents', { json: { name: 'counter', tools: ['calculator'] } });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { body } = await chat.ask(
      { message: 'Heliotrope times seven?', agent: 'counter' },
      { headers: { traceparent } },
    );
    const spans = await collector.trace(body.turn_id);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const tree = spans.map(({ name, parentSpanId }) => `${byId.get(parentSpanId)?.name ?? '-'} > ${name}`).sort();
    expect(tree).toEqual([
      '- > turn',
      'gather > documents',
      'gather > memory',
      'gather > window',
      'turn > admission',
      'turn > finish',
      'turn > gather',
      'turn > model call',
      'turn > model call',
      'turn > prompt',
      'turn > tool',
    ]);
    const turn = spans.find(({ name }) => name === 'turn')!;
    expect([turn.traceId, turn.parentSpanId]).toEqual(['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331']);
    expect(value(turn.resource.attributes, 'service.name')).toBe('a-test');
    const calls = spans.filter(({ name }) => name === 'model call');
    const sent = chat.model.chats.slice(-2).map(({ headers }) => headers.traceparent);
    expect(new Set(sent)).toEqual(new Set(calls.map(({ spanId }) => `00-${turn.traceId}-${spanId}-01`)));
    expect(calls.map(({ attributes }) => value(attributes, 'rai.purpose')).sort()).toEqual(['answer', 'tool_round']);
    for (const span of spans) {
      const [start, end] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
      expect(end >= start && start >= BigInt(turn.startTimeUnixNano)).toBe(true);
    }
    const text = collector.bodies.join();
    expect(text).toContain('POST /v1/traces');
    for (const word of ['Heliotrope', 'Forty', '6 * 7', chat.user.username]) expect(text).not.toContain(word);
  });

  it('are in no trace of somebody who sampled theirs out, and say by code what failed', async () => {
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    const before = collector.spans.length;
    const traceparent = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    await chat.ask({ message: 'unseen' }, { headers: { traceparent } });
    const { body } = await chat.ask({ message: 'seen' }, { headers: { traceparent: 'nonsense' } });
    const spans = await collector.trace(body.turn_id);
    expect(collector.spans.slice(before).map(({ traceId }) => traceId)).not.toContain(
      '1af7651916cd43dd8448eb211c80319c',
    );
    const turn = spans.find(({ name }) => name === 'turn')!;
    expect([turn.parentSpanId ?? '', turn.status]).toEqual(['', { code: 2, message: 'upstream_rejected' }]);
  });

  it('do not hold up a turn or a shutdown when the collector is away', async () => {
    collector.close();
    chat.model.play({});
    expect((await chat.ask({ message: 'still answered' })).status).toBe(200);
    expect(await chat.app.terminate()).toBe(0);
  });

  it('tell nobody where they are off', async () => {
    const off = await ChatFixture.start(database);
    await off.ask(
      { message: 'hello' },
      { headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
    );
    expect(off.model.chats.at(-1)!.headers).not.toHaveProperty('traceparent');
    await off.stop();
  });
});
