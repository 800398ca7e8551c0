/** One account's things, made over HTTP as anybody would, each kind once unless a fresh one is wanted. */
import type { Answer, CallOptions, Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import type { RunningApp } from '../../support/start-app.js';
import { waitUntil } from '../../support/wait-until.js';

/** Stands in every text of the owner: whoever else sees it has seen too much. */
export const MARKER = 'zanzibar';

export type Kind = keyof ReturnType<Possessions['makers']>;

export class Possessions {
  private readonly made = new Map<Kind, string>();
  private count = 0;

  constructor(
    private readonly app: RunningApp,
    readonly user: TestUser,
    /** Makes what only administrators have. */
    readonly admin: TestUser,
  ) {}

  /** The one that stays. */
  async id(kind: Kind): Promise<string> {
    if (!this.made.has(kind)) await this.fresh(kind, true);
    return this.made.get(kind)!;
  }

  /** One more. `keep`: it is the one that stays, with what was made beside it. */
  async fresh(kind: Kind, keep = false): Promise<string> {
    const beside: Partial<Record<Kind, string>> = await this.makers()[kind]();
    if (keep) for (const [name, id] of Object.entries(beside)) this.made.set(name as Kind, id);
    return beside[kind]!;
  }

  /** Two of everything, so that lists have a second page, and a turn in every feature. */
  async all(): Promise<void> {
    for (const kind of Object.keys(this.makers()) as Kind[]) {
      await this.id(kind);
      if (!['user', 'change', 'invite'].includes(kind)) await this.fresh(kind);
    }
  }

  /** Resolves when nothing is indexed, learned or read any more. */
  async settled(): Promise<void> {
    await waitUntil('memory has indexed', 60_000, async () => {
      const { body } = await this.call('GET', '/api/memory/status', {});
      return body.pending === 0 ? true : undefined;
    });
    await waitUntil('documents are ready', 60_000, async () => {
      const { body } = await this.call('GET', '/api/rag/documents?limit=100', {});
      return (body.data as Json[]).every(({ state }) => state === 'ready' || state === 'failed') ? true : undefined;
    });
  }

  private makers() {
    const name = () => `${MARKER} ${(this.count += 1)} of ${this.user.username}`;
    const agent = () => this.post('/api/chat/agents', { name: name(), instructions: `Speak of ${MARKER}.` });
    const conversation = () => this.conversation(name());
    return {
      session: conversation,
      question: conversation,
      answer: conversation,
      turn: conversation,
      collection: async () => ({
        collection: (await this.post('/api/rag/collections', { name: name() })).collection.id,
      }),
      document: () => this.document(name()),
      file: () => this.file(name()),
      memory: async () => ({ memory: (await this.post('/api/memory', { content: `I live in ${name()}.` })).memory.id }),
      agent: () => this.named('agent', agent()),
      agentName: () => this.named('agent', agent()),
      otherAgent: async () => ({ otherAgent: (await agent()).agent.id }),
      tone: () => this.named('tone', this.post('/api/chat/tones', { name: name(), rules: [`Say ${MARKER}.`] })),
      toneName: () => this.named('tone', this.post('/api/chat/tones', { name: name(), rules: [`Say ${MARKER}.`] })),
      policyAgent: () => this.policyAgent(agent()),
      key: async () => ({ key: (await this.post('/api/auth/keys', { name: name() })).api_key.id }),
      job: () => this.job(name()),
      source: async () => ({
        source: (await this.post('/api/rag/sources', { folder: 'watched' }, this.admin)).source.id,
      }),
      user: async () => ({ user: (await registerUser(this.app)).id }),
      invite: async () => ({ invite: (await this.post('/api/admin/invites', {}, this.admin)).invite.id }),
      change: () => this.change(),
    } satisfies Record<string, () => Promise<Record<string, string>>>;
  }

  /** A folder, two questions with answers, and feedback. */
  private async conversation(title: string) {
    const { session } = await this.post('/api/session', { title, folder: MARKER, system_prompt: MARKER });
    const message = `I moved to ${title} and I love its ${MARKER} harbour.`;
    const headers = { 'idempotency-key': `key of ${title}`.replaceAll(' ', '-') };
    const said = await this.post('/api/chat', { message, session_id: session.id }, this.user, { headers });
    await this.post('/api/chat', { message: `And the ${MARKER} weather?`, session_id: session.id });
    const rating = { rating: 'up', comment: MARKER };
    await this.post(`/api/chat/messages/${said.message_id}/feedback`, rating);
    return { session: session.id, question: said.user_message_id, answer: said.message_id, turn: said.turn_id };
  }

  private async document(title: string) {
    const text = `# ${title}\n\nThe ${MARKER} harbour has ${title.length} cranes and a ferry every hour.`;
    const { document } = await this.post('/api/rag/documents?wait=20', { title, text, external_id: title });
    return { document: document.id };
  }

  private async file(title: string) {
    const body = new FormData();
    body.set('file', new Blob([`the file of ${title}`]), `${title}.txt`);
    return { file: (await this.expect('POST', '/api/files', { body })).file.id };
  }

  private async job(title: string) {
    const body = `${JSON.stringify({ text: `A line about ${title}.`, title })}\n`;
    const headers = { 'content-type': 'application/x-ndjson' };
    return { job: (await this.expect('POST', '/api/rag/documents/bulk', { body, headers })).job_id };
  }

  private async named(kind: 'agent' | 'tone', answer: Promise<Json>): Promise<Record<string, string>> {
    const { id, name } = (await answer)[kind];
    return { [kind]: id, [`${kind}Name`]: name };
  }

  /** An agent for which something is said of a tool. */
  private async policyAgent(answer: Promise<Json>) {
    const { id } = (await answer).agent;
    await this.expect('PUT', '/api/chat/tool-policies/calculator', { json: { policy: 'ask', agent: id } });
    return { policyAgent: id };
  }

  private async change() {
    await this.expect('PATCH', '/api/admin/config', {
      token: this.admin.token,
      json: { RATE_LIMIT_PER_MINUTE: 900 + (this.count += 1) },
    });
    const { data } = await this.expect('GET', '/api/admin/config/history', { token: this.admin.token });
    return { change: data[0].id };
  }

  private post(path: string, json: object, by = this.user, more: CallOptions = {}): Promise<Json> {
    return this.expect('POST', path, { token: by.token, json, ...more });
  }

  private async expect(method: string, path: string, options: CallOptions): Promise<Json> {
    const { status, body } = await this.call(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  private call(method: string, path: string, options: CallOptions): Promise<Answer> {
    return this.app.call(method, path, { token: this.user.token, ...options });
  }
}
