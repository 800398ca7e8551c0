import type { Answer, CallOptions, Json } from '../../support/call.js';
import type { RunningApp } from '../../support/start-app.js';

/** The session routes as one account calls them. */
export class SessionCalls {
  constructor(
    private readonly app: RunningApp,
    private readonly token: string,
  ) {}

  call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    return this.app.call(method, `/api/session${path}`, { token: this.token, ...options });
  }

  get(id: string): Promise<Answer> {
    return this.call('GET', `/${id}`);
  }

  async create(json: object): Promise<Json> {
    return (await this.call('POST', '', { json })).body.session;
  }

  async import(sessions: object[]): Promise<Json> {
    const { status, body } = await this.call('POST', '/import', { json: { sessions } });
    if (status !== 201) throw new Error(`import answered ${status}: ${JSON.stringify(body)}`);
    return body.sessions;
  }

  ndjson(lines: (object | string)[], headers: Record<string, string> = {}): Promise<Answer> {
    const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
    return this.call('POST', '/import', { body, headers: { 'content-type': 'application/x-ndjson', ...headers } });
  }

  /** Every row of a list, page by page. */
  async all(pathAndQuery: string, limit = 100): Promise<Json[]> {
    const rows: Json[] = [];
    const begin = `${pathAndQuery}${pathAndQuery.includes('?') ? '&' : '?'}limit=${limit}`;
    for (let cursor: string | null = ''; cursor !== null;) {
      const { status, body }: Answer = await this.call('GET', cursor ? `${begin}&cursor=${cursor}` : begin);
      if (status !== 200) throw new Error(`list answered ${status}: ${JSON.stringify(body)}`);
      rows.push(...body.data);
      cursor = body.next_cursor;
    }
    return rows;
  }

  messages(id: string, limit = 100, all = false): Promise<Json[]> {
    return this.all(`/${id}/messages?all=${all}`, limit);
  }
}
