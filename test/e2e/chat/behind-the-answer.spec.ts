import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { readAll } from '../../support/read-stream.js';
import { testDatabases } from '../../support/test-databases.js';
import { fixture } from '../rag-formats/upload.js';
import { ChatFixture } from './chat-fixture.js';

/** One dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ABSENT = '01890000-0000-7000-8000-000000000000';
const DOCUMENT = `# Lighthouse keeping

The lamp of the northern lighthouse is lit at seventeen minutes past sunset. “Never earlier”, says the log – 😀.

## Supplies

Oil is delivered on the second Tuesday of every month. The keeper signs for forty barrels.
`;

describe.each(testDatabases())('behind an answer on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const chatsAsking = (question: string) =>
    chat.model.chats.filter(({ body }) => JSON.stringify(body!.messages.at(-1)!.content).includes(question));

  const layer = (context: Json, name: string) => context.layers.find((one: Json) => one.name === name);

  it('the context says exactly what entered the prompt', async () => {
    const session = await chat.call('POST', '/api/session', { json: { system_prompt: 'Answer in rhymes.' } });
    const session_id = session.body.session.id;
    const first = (await chat.ask({ message: 'ledger one', session_id, memory: false })).body;
    const second = (await chat.ask({ message: 'ledger two', session_id, memory: false })).body;
    const { status, body } = await chat.call('GET', `/api/chat/messages/${second.message_id}/context`);
    expect(status).toBe(200);
    const { context } = body;
    expect(context.layers.map(({ name }: Json) => name)).toEqual(['system', 'window', 'question']);
    expect(layer(context, 'system').items[0].text).toBe('Answer in rhymes.');
    expect(
      layer(context, 'window')
        .items.map(({ id }: Json) => id)
        .sort(),
    ).toEqual([first.user_message_id, first.message_id].sort());
    expect(layer(context, 'question').items[0].id).toBe(second.user_message_id);
    expect(context.used).toBe(context.layers.reduce((sum: number, { tokens }: Json) => sum + tokens, 0));
    for (const { tokens, items } of context.layers) {
      expect(items.reduce((sum: number, item: Json) => sum + item.tokens, 0)).toBe(tokens);
    }
    expect(context.used).toBeLessThanOrEqual(context.limit);
    expect(context.dropped).toEqual([]);
  });

  it('what does not fit is dropped, newest kept, and named', async () => {
    const session_id = (await chat.call('POST', '/api/session', { json: {} })).body.session.id;
    for (let i = 0; i < 4; i++) {
      await chat.ask({ message: `part ${i} ${'many words here '.repeat(800)}`, session_id, memory: false });
    }
    const { body } = await chat.ask({ message: 'last', session_id, memory: false });
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    expect(context.used).toBeLessThanOrEqual(context.limit);
    expect(context.dropped.length).toBeGreaterThan(0);
    for (const { kind, reason } of context.dropped) expect([kind, reason]).toEqual(['message', 'budget']);
    const kept = layer(context, 'window').items.map(({ id }: Json) => id);
    const messages = await chat.messages(session_id);
    const newest = messages.slice(0, -2).slice(-kept.length);
    expect(kept.sort()).toEqual(newest.map(({ id }) => id).sort());
  });

  it('a preview asks no model and saves nothing', async () => {
    const { session_id } = (await chat.ask({ message: 'before the preview', memory: false })).body;
    const before = chat.model.chats.length;
    const json = { message: 'only looking', session_id, memory: false };
    const { status, body } = await chat.call('POST', '/api/chat/context/preview', { json });
    expect(status).toBe(200);
    expect(layer(body.context, 'window').items).toHaveLength(2);
    expect(chat.model.chats).toHaveLength(before);
    expect(await chat.messages(session_id)).toHaveLength(2);
    // Without a conversation none is made.
    const sessions = async () => (await chat.call('GET', '/api/session?limit=100')).body.data.length;
    const count = await sessions();
    expect((await chat.call('POST', '/api/chat/context/preview', { json: { message: 'x' } })).status).toBe(200);
    expect(await sessions()).toBe(count);
  });

  it('a preview is what the turn would send, with tools and without evidence', async () => {
    const json = { message: 'What is the capital of the moon?', memory: false, web: true };
    const settings = { no_evidence: 'warn' };
    const { session } = (await chat.call('POST', '/api/session', { json: settings })).body;
    const asked = { ...json, session_id: session.id };
    const preview = (await chat.call('POST', '/api/chat/context/preview', { json: asked })).body.context;
    const { message_id } = (await chat.ask(asked)).body;
    const sent = (await chat.call('GET', `/api/chat/messages/${message_id}/context`)).body.context;
    expect(preview.limit).toBe(sent.limit);
    expect(layer(preview, 'system')).toEqual(layer(sent, 'system'));
    expect(JSON.stringify(layer(preview, 'system'))).toContain('hold nothing about the question');
  });

  it('context and preview are 404 for somebody else and what is absent', async () => {
    const mine = (await chat.ask({ message: 'mine' })).body;
    const { token } = chat.other;
    const answers = [
      await chat.call('GET', `/api/chat/messages/${mine.message_id}/context`, { token }),
      await chat.call('GET', `/api/chat/messages/${ABSENT}/context`),
      await chat.call('GET', `/api/chat/messages/${mine.user_message_id}/context`),
      await chat.call('POST', '/api/chat/context/preview', {
        token,
        json: { message: 'x', session_id: mine.session_id },
      }),
      await chat.call('POST', `/api/chat/messages/${mine.message_id}/feedback`, { token, json: { rating: 'up' } }),
      await chat.call('POST', `/api/chat/messages/${ABSENT}/feedback`, { json: { rating: 'up' } }),
    ];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it('feedback is kept, replaced, and only for answers', async () => {
    const { body } = await chat.ask({ message: 'rate me' });
    const rate = (id: string, json: object) => chat.call('POST', `/api/chat/messages/${id}/feedback`, { json });
    const up = await rate(body.message_id, { rating: 'up', comment: 'good' });
    expect([up.status, up.body.feedback]).toEqual([
      200,
      { message_id: body.message_id, rating: 'up', comment: 'good', created_at: expect.stringMatching(/Z$/) },
    ]);
    expect((await rate(body.message_id, { rating: 'down' })).body.feedback.rating).toBe('down');
    expect((await rate(body.user_message_id, { rating: 'up' })).status).toBe(400);
    for (const json of [{}, { rating: 'fine' }, { rating: 'up', comment: 7 }, { rating: 'up', stars: 5 }]) {
      expect((await rate(body.message_id, json)).body.code).toBe('validation_failed');
    }
  });

  it('models are listed with the one that answers by default', async () => {
    const { status, body } = await chat.call('GET', '/api/chat/models');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      data: [{ id: 'scripted', default: true }],
      has_more: false,
      next_cursor: null,
    });
  });

  it('the text of an attachment enters the prompt of its turn', async () => {
    const form = new FormData();
    form.set('file', new Blob(['The password of the tower is heliotrope.'], { type: 'text/plain' }), 'tower.txt');
    const { file } = (await chat.call('POST', '/api/files', { body: form })).body;
    const question = 'What does the file say?';
    const { status, body } = await chat.ask({ message: question, attachments: [file.id], memory: false });
    expect(status).toBe(200);
    const prompt = chatsAsking(question)[0]!.body!.messages.at(-1)!.content as string;
    expect(prompt).toContain('heliotrope');
    expect(prompt).toContain('tower.txt');
    const [asked] = await chat.messages(body.session_id);
    expect([asked.content, asked.attachments]).toEqual([question, [file.id]]);
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    expect(layer(context, 'attachments').items).toMatchObject([{ kind: 'file', id: file.id }]);
    const theirs = await chat.ask({ message: 'x', attachments: [file.id] }, { token: chat.other.token });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'not_found']);
    // Asked again, the file is still part of the question.
    await chat.call('POST', '/api/chat/regenerate', { json: { message_id: body.message_id } });
    expect(chatsAsking(question)[1]!.body!.messages.at(-1)!.content).toContain('heliotrope');
    // A file that is gone by then is missing, no more.
    await chat.call('DELETE', `/api/files/${file.id}`);
    const open = await chat.app.send('POST', '/api/chat/regenerate', {
      token: chat.user.token,
      json: { message_id: body.message_id, streaming: true },
    });
    const frames = await readAll(open);
    expect(frames[1]!.data.missing).toEqual(['attachments']);
    expect(frames.at(-1)!.data.turn_status).toBe('complete');
  });

  const keep = async (name: string, bytes: Uint8Array): Promise<string> => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(bytes)]), name);
    return (await chat.call('POST', '/api/files', { body: form })).body.file.id;
  };
  const lastContent = () => chat.model.chats.at(-1)!.body!.messages.at(-1)!.content;

  it.each([
    ['harbour.pdf', 'A visiting ketch pays eleven crowns a night for the inner basin.'],
    ['orchard.docx', 'Old pear trees are pruned in February, before the sap rises.'],
    ['museum.html', 'The tower clock was built by Ottoline Brandt in 1821'],
    ['letter.eml', 'The spare lens is kept in the blue case under the stairs.'],
  ])('an attached %s is read as a document would be', async (name, sentence) => {
    const id = await keep(name, fixture(name));
    const { body } = await chat.ask({ message: `What does ${name} say?`, attachments: [id], memory: false });
    expect(body.turn_status).toBe('complete');
    expect(lastContent()).toContain(sentence);
    expect(lastContent()).not.toContain('<html');
  });

  it('an attachment that cannot be read says why, in the prompt and not as an error', async () => {
    const id = await keep('broken.pdf', Buffer.from('%PDF-1.7\nnothing of it is true'));
    const { body } = await chat.ask({ message: 'What is in it?', attachments: [id], memory: false });
    expect(body.turn_status).toBe('complete');
    expect(lastContent()).toMatch(/The attached file "broken\.pdf" \(application\/pdf\) cannot be read: \w+/);
  });

  it('an attached image is shown to a model, and named to one that cannot see', async () => {
    const id = await keep('dot.png', PNG);
    const ask = (model: string) => chat.ask({ message: 'What is shown?', attachments: [id], memory: false, model });
    const seen = (await ask('scripted')).body;
    expect(lastContent()).toEqual([
      { type: 'text', text: 'Attached file "dot.png":\n[shown as an image]\n\nWhat is shown?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } },
    ]);
    const { context } = (await chat.call('GET', `/api/chat/messages/${seen.message_id}/context`)).body;
    expect(layer(context, 'attachments').items).toMatchObject([{ kind: 'file', id }]);
    expect(layer(context, 'attachments').tokens).toBeGreaterThanOrEqual(1000);
    const refusal = JSON.stringify({ error: { message: 'this model does not support image input' } });
    chat.model.playFor('blind', ({ messages }) =>
      typeof messages.at(-1)!.content === 'string' ? {} : { fault: { kind: 'status', status: 400, body: refusal } },
    );
    expect((await ask('blind')).body.turn_status).toBe('complete');
    expect(lastContent()).toContain('cannot be shown images');
    // Every server learns it once; from then on nobody is asked in vain.
    for (let i = 0; i < 3; i++) await ask('blind');
    const before = chat.model.chats.length;
    expect((await ask('blind')).body.turn_status).toBe('complete');
    expect(chat.model.chats.length).toBe(before + 1);
    expect(lastContent()).toContain('The attached image "dot.png" is not shown: this model takes text only.');
  });

  it('documents are numbered in the prompt and cited with exact quotes', async () => {
    const added = await chat.call('POST', '/api/rag/documents?wait=30', {
      json: { title: 'Lighthouse', text: DOCUMENT },
    });
    expect(added.body.document).toMatchObject({ state: 'ready' });
    chat.model.playFor('citing', { tokens: ['Seventeen minutes past sunset ', '[1].'] });
    const question = 'When is the lamp of the northern lighthouse lit?';
    const { body } = await chat.ask({ message: question, model: 'citing' });
    expect(body.citations.length).toBeGreaterThan(0);
    for (const [i, citation] of body.citations.entries()) {
      expect(citation).toMatchObject({
        n: i + 1,
        document_id: added.body.document.id,
        chunk_id: expect.any(String),
        title: 'Lighthouse',
        score: expect.any(Number),
        cited: i === 0,
      });
      expect(citation.quote).toBe(DOCUMENT.slice(citation.start, citation.end));
      expect(citation.quote).not.toBe('');
    }
    expect(body.citations[0].quote).toContain('seventeen minutes past sunset');
    const system = chatsAsking(question)[0]!.body!.messages[0]!.content as string;
    expect(system).toMatch(/^\[1\] Lighthouse$/m);
    expect(system).toContain('seventeen minutes past sunset');
    const [, answer] = await chat.messages(body.session_id);
    expect(answer.citations).toEqual(body.citations);
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    expect(layer(context, 'documents').items.map(({ id }: Json) => id)).toEqual(
      body.citations.map(({ chunk_id }: Json) => chunk_id),
    );
    // Not wanted, or somebody else's: none.
    const without = await chat.ask({ message: question, documents: false });
    expect(without.body.citations).toEqual([]);
    const theirs = await chat.ask({ message: question }, { token: chat.other.token });
    expect(theirs.body.citations).toEqual([]);
    // What is asked for and not there is said, as everywhere: an answer without it would look like one that found nothing.
    const elsewhere = await chat.ask({ message: question, documents: [ABSENT] });
    expect(elsewhere).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('what was said in another conversation is remembered, unless it is not wanted', async () => {
    const told = await chat.ask({ message: 'My parrot is called Zebedee and he likes walnuts.' });
    await expect(untilSearchable()).resolves.toBe(0);
    const { body } = await chat.ask({ message: 'What is my parrot called?', documents: false });
    expect(body.memories.map(({ id }: Json) => id)).toContain(told.body.user_message_id);
    expect(chatsAsking('What is my parrot called?')[0]!.body!.messages[0]!.content).toContain('Zebedee');
    const without = await chat.ask({ message: 'What is my parrot called?', documents: false, memory: false });
    expect(without.body.memories).toEqual([]);
    const theirs = await chat.ask({ message: 'What is my parrot called?' }, { token: chat.other.token });
    expect(theirs.body.memories.map(({ content }: Json) => content).join()).not.toContain('Zebedee');
  });

  async function untilSearchable(): Promise<number> {
    for (;;) {
      const { pending } = (await chat.call('GET', '/api/memory/status')).body;
      if (pending === 0) return pending;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
});
