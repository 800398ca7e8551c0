import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Script } from './script.js';
import { wireCompletion, wireEvents } from './wire-events.js';

type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

/** Plays one script on one response: a healthy answer up to the fault, then the fault. */
export class ScriptedAnswer {
  private readonly gone: Promise<void>;
  private closed = false;
  private bytes = 0;
  private isCut = false;

  constructor(
    private readonly script: Script,
    private readonly fault: Fault | undefined,
    private readonly response: ServerResponse,
    private readonly model: string,
    private readonly wantsUsage: boolean,
  ) {
    this.gone = new Promise((resolve) =>
      response.once('close', () => {
        this.closed = true;
        resolve();
      }),
    );
  }

  async play(): Promise<void> {
    const { script, fault } = this;
    await this.pause(script.headersDelayMs);
    if (this.closed || (await this.failBeforeEvents())) return;
    if (script.json) return this.sendBody(200, wireCompletion(script, this.model), script.contentType);
    this.openStream();
    if (fault?.kind === 'headers-only') return;
    await this.pause(script.firstTokenDelayMs);
    await this.sendEvents();
  }

  /** Returns whether the fault was one that leaves no stream. */
  private async failBeforeEvents(): Promise<boolean> {
    const { fault, response } = this;
    switch (fault?.kind) {
      case 'silence':
        await this.gone;
        return true;
      case 'close-before-headers':
        response.socket?.end();
        return true;
      case 'reset-before-headers':
        response.socket?.resetAndDestroy();
        return true;
      case 'status':
        this.sendStatus(fault);
        return true;
      case 'status-then-stall':
        response.writeHead(fault.status, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write('{"error"');
        return true;
      case 'redirect':
        response.writeHead(302, { location: '/elsewhere' }).end();
        return true;
      default:
        return this.failWithBody();
    }
  }

  private failWithBody(): boolean {
    switch (this.fault?.kind) {
      case 'html':
        this.sendBody(200, '<!doctype html><html><body>Welcome</body></html>', 'text/html');
        return true;
      case 'json-error':
        this.sendBody(200, '{"error":{"message":"out of memory","type":"server_error"}}');
        return true;
      case 'truncated-json':
        this.sendBody(200, wireCompletion(this.script, this.model).slice(0, 60));
        return true;
      case 'empty-body':
        this.sendBody(200, '', 'text/event-stream');
        return true;
      default:
        return false;
    }
  }

  private sendStatus(fault: FaultOf<'status'>): void {
    const body = fault.body ?? JSON.stringify({ error: { message: `scripted ${fault.status}`, type: 'scripted' } });
    if (fault.retryAfter !== undefined) this.response.setHeader('retry-after', fault.retryAfter);
    this.sendBody(fault.status, body, fault.contentType);
  }

  private sendBody(status: number, body: string, contentType = 'application/json'): void {
    this.response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
    this.response.end(body);
  }

  private openStream(): void {
    const type = this.script.contentType ?? 'text/event-stream; charset=utf-8';
    this.response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
    this.response.flushHeaders();
    if (this.script.bom) this.response.write('\uFEFF');
  }

  private async sendEvents(): Promise<void> {
    const { script, fault } = this;
    const empty: Script = { ...script, tokens: [], toolCalls: undefined };
    const events = wireEvents(fault?.kind === 'empty-answer' ? empty : script, this.model, this.wantsUsage);
    const faultAt = fault && 'at' in fault ? fault.at : Infinity;
    const healthy = events.slice(0, Math.min(faultAt, events.length));
    if (script.oneWrite) await this.write(healthy.map((data) => this.frame(data)).join(''));
    else {
      for (const [i, data] of healthy.entries()) {
        if (i > 0) await this.pause(script.gapMs);
        if (this.closed || this.isCut) return;
        await this.write(this.frame(data));
      }
    }
    if (this.isCut) return;
    if (faultAt === Infinity || fault === undefined) this.response.end();
    else await this.failInStream(fault, events[faultAt] ?? '{}');
  }

  private async failInStream(fault: Fault, nextEvent: string): Promise<void> {
    const { response } = this;
    switch (fault.kind) {
      case 'close':
        return void response.socket?.end();
      case 'reset':
        // A reset discards what the other side has not read yet.
        await this.pause(30);
        return void response.socket?.resetAndDestroy();
      case 'end':
        return void response.end();
      case 'truncated-event':
        return void response.end(`data: ${nextEvent.slice(0, 20)}`);
      case 'bad-chunk-size':
        return void response.socket?.write('not-hex\r\n\r\n');
      case 'comments-only':
        return this.repeat(': keep-alive\n\n', fault.everyMs ?? 20);
      case 'empty-deltas':
        return this.repeat(this.frame('{"choices":[{"index":0,"delta":{"content":""}}]}'), fault.everyMs ?? 20);
      case 'infinite':
        return this.repeat(this.frame('{"choices":[{"index":0,"delta":{"content":"again "}}]}'), 1);
      default:
        return this.failWithEvent(fault, nextEvent);
    }
  }

  private async failWithEvent(fault: Fault, nextEvent: string): Promise<void> {
    const events: Partial<Record<Fault['kind'], string>> = {
      malformed: this.frame(`{"choices":[{"delta":{"content":`),
      'not-an-object': this.frame('"text"'),
      'error-event': this.frame('{"error":{"message":"the engine died","type":"server_error"}}'),
      'named-error-event': `event: error\n${this.frame('{"message":"the engine died"}')}`,
      'finish-reason-error': this.frame('{"choices":[{"index":0,"delta":{},"finish_reason":"error"}]}'),
    };
    const event = events[fault.kind];
    if (event === undefined) return; // a stall: silence
    await this.write(event);
    await this.write(this.frame(nextEvent));
    this.response.end();
  }

  private async repeat(text: string, everyMs: number): Promise<void> {
    while (!this.closed) {
      this.response.write(text);
      await this.pause(everyMs);
    }
  }

  private frame(data: string): string {
    const { lineEnd = '\n', comments, multiLineData } = this.script;
    const lines = multiLineData && data.startsWith('{') ? data.split(/(?<=,)(?=")/) : [data];
    const body = lines.map((line) => `data: ${line}${lineEnd}`).join('');
    return (comments ? `: ping${lineEnd}${lineEnd}` : '') + body + lineEnd;
  }

  private async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    const size = this.script.writeBytes ?? bytes.length;
    for (let i = 0; i < bytes.length && !this.closed; i += size) {
      const piece = bytes.subarray(i, i + size);
      if (this.fault?.kind === 'at-byte' && this.bytes + piece.length >= this.fault.byte) {
        return this.cut(piece.subarray(0, this.fault.byte - this.bytes), this.fault.how);
      }
      this.bytes += piece.length;
      const ready = this.response.write(piece);
      if (!ready) await Promise.race([new Promise((resolve) => this.response.once('drain', resolve)), this.gone]);
      // Let the kernel send it, so that the pieces arrive as pieces.
      if (size < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async cut(last: Buffer, how: FaultOf<'at-byte'>['how']): Promise<void> {
    this.isCut = true;
    if (last.length > 0) this.response.write(last);
    if (how === 'close') this.response.socket?.end();
    if (how === 'end') this.response.end();
    if (how !== 'reset') return;
    await this.pause(30);
    this.response.socket?.resetAndDestroy();
  }

  private async pause(ms = 0): Promise<void> {
    if (ms <= 0) return;
    const timer = new AbortController();
    await Promise.race([sleep(ms, undefined, { signal: timer.signal }).catch(() => undefined), this.gone]);
    timer.abort();
  }
}
