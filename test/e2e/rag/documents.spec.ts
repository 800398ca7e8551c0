import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const ABSENT = '01a1fbcb-79bd-70f4-8928-9876820e05de';
const NOT_FOUND = { status: 404, body: { code: 'not_found' } };

describe.each(testDatabases())('documents on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}, whose = user) =>
    app.call(method, `/api/rag${path}`, { token: whose.token, ...options });
  const add = async (json: Record<string, unknown>, whose = user) =>
    (await ask('POST', '/documents?wait=30', { json }, whose)).body.document;
  const search = async (json: Record<string, unknown>, whose = user) =>
    (await ask('POST', '/search', { json }, whose)).body.results;
  const finished = async (jobId: string) => {
    for (;;) {
      const { job } = (await ask('GET', `/jobs/${jobId}`)).body;
      if (job.finished_at) return job;
      await new Promise((resume) => setTimeout(resume, 30));
    }
  };

  beforeAll(async () => {
    app = await startApp({ database });
  });
  beforeAll(async () => {
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  it('takes a text, finds it, and cites it by exact offsets', async () => {
    const text =
      '\n# Lighthouse\n\nThe lamp of the lighthouse turns every nine seconds.\n\n## Keeper\n\nThe keeper is Odalys.\n';
    const document = await add({ text, external_id: 'light', metadata: { area: 'coast' } });
    expect(document).toMatchObject({ state: 'ready', external_id: 'light', title: 'Lighthouse', chunks: 1 });
    const [hit] = await search({ query: 'how often does the lamp turn', explain: true });
    expect(hit).toMatchObject({ document_id: document.id, external_id: 'light', title: 'Lighthouse' });
    expect(text.slice(hit.start, hit.end)).toBe(hit.text);
    expect(Object.keys(hit.explain).length).toBeGreaterThan(0);
    const { body } = await ask('GET', `/documents/${document.id}/chunks`);
    expect(body.data).toMatchObject([{ id: hit.chunk_id, text: hit.text, ordinal: 0, heading: 'Lighthouse' }]);
    const file = await ask('GET', `/documents/${document.id}/file`);
    expect(file.body).toBe(text);
    expect(file.headers.get('content-disposition')).toContain('attachment');
  });

  it('recognises the same bytes and replaces others in one switch', async () => {
    const first = await add({ text: 'Quokkas live on an island.', external_id: 'q' });
    const again = await add({ text: 'Quokkas live on an island.', external_id: 'q' });
    expect(again).toMatchObject({ id: first.id, existing: true });
    const replaced = await add({ text: 'Numbats live in a forest.', external_id: 'q' });
    expect(replaced).toMatchObject({ id: first.id, state: 'ready', chunks: 1 });
    expect(replaced.existing).toBeUndefined();
    expect(await search({ query: 'quokkas' })).toEqual([]);
    expect(await search({ query: 'numbats' })).toHaveLength(1);
    const unnamed = { text: 'The same words, without an id.', title: 'Unnamed' };
    expect((await add(unnamed)).id).toBe((await add(unnamed)).id);
  });

  it('takes files by their content', async () => {
    const send = async (content: string | Uint8Array<ArrayBuffer>, name: string) => {
      const form = new FormData();
      form.set('file', new Blob([content]), name);
      form.set('metadata', '{"from":"file"}');
      return ask('POST', '/documents?wait=30', { body: form });
    };
    const utf16 = Uint8Array.from(Buffer.from('\ufeffPangolins curl up.', 'utf16le'));
    const good = await send(utf16, '../animals.md');
    expect(good).toMatchObject({ status: 202, body: { document: { state: 'ready', title: 'animals' } } });
    expect((await search({ query: 'pangolins', metadata: { from: 'file' } }))[0].text).toBe('Pangolins curl up.');
    const file = await ask('GET', `/documents/${good.body.document.id}/file`);
    expect(file.headers.get('content-length')).toBe(String(utf16.length));
    const png = Uint8Array.from(
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
    );
    expect(await send(png, 'a.txt')).toMatchObject({ status: 415, body: { code: 'unsupported_file_type' } });
    expect((await send('%PDF-1.7 x', 'a.txt')).body.document).toMatchObject({ state: 'failed', code: 'parse_failed' });
    const latin = Uint8Array.from([...Buffer.from('caf'), 0xe9, ...Buffer.from(' is coffee in French')]);
    expect((await send(latin, 'a.txt')).body.document).toMatchObject({ state: 'failed', code: 'invalid_encoding' });
    expect((await send(' \n ', 'a.txt')).body.document).toMatchObject({ state: 'failed', code: 'no_text' });
  });

  it('refuses what is no document', async () => {
    const refused = async (json: unknown) => {
      const { status, body } = await ask('POST', '/documents', { json });
      return [status, body.code];
    };
    expect(await refused({})).toEqual([400, 'validation_failed']);
    expect(await refused({ text: 1 })).toEqual([400, 'validation_failed']);
    expect(await refused({ text: 'a', extra: 1 })).toEqual([400, 'validation_failed']);
    expect(await refused({ url: 'https://example.org', text: 'a' })).toEqual([400, 'validation_failed']);
    expect(await refused({ url: 'http://127.0.0.1/' })).toEqual([422, 'outbound_blocked']);
    expect(await refused({ url: 'ftp://example.org' })).toEqual([422, 'outbound_blocked']);
    expect(await refused({ text: 'a', metadata: { a: 'x'.repeat(20_000) } })).toEqual([400, 'validation_failed']);
    expect(await refused({ text: 'a', collection_id: ABSENT })).toEqual([404, 'not_found']);
    expect((await ask('POST', '/documents?wait=61', { json: { text: 'a' } })).status).toBe(400);
    expect((await ask('POST', '/documents', { body: 'a', headers: { 'content-type': 'text/plain' } })).status).toBe(
      415,
    );
    expect(await add({ text: '  ' })).toMatchObject({ state: 'failed', code: 'no_text' });
  });

  it('does with an Idempotency-Key once, also when raced', async () => {
    const headers = { 'idempotency-key': 'once' };
    const json = { text: 'Tapirs swim well.', title: 'Tapirs' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('POST', '/documents', { json, headers })));
    expect(new Set(answers.map(({ body }) => body.document.id)).size).toBe(1);
    expect(answers.every(({ body }) => body.document.existing === undefined)).toBe(true);
    const other = await ask('POST', '/documents', { json: { text: 'other' }, headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    await ask('DELETE', `/documents/${answers[0]!.body.document.id}`);
    const { status, body } = await ask('POST', '/documents', { json, headers });
    expect([status, body.code, body.error]).toEqual([404, 'not_found', expect.stringContaining('deleted since')]);
  });

  it('takes many in one stream and tells the bad lines', async () => {
    const good = Array.from({ length: 700 }, (_, i) =>
      JSON.stringify({ text: `Bulk line ${i} has marker${i}.`, external_id: `b${i}` }),
    );
    const bad = ['{"text":', '[]', '{"text":"a","x":1}', '{"text":" "}', `{"text":"a","collection_id":"${ABSENT}"}`];
    const body = [
      ...good.slice(0, 300),
      ...bad,
      '',
      ...good.slice(300),
      JSON.stringify({ text: 'x'.repeat(1_100_000) }),
    ].join('\n');
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await ask('POST', '/documents/bulk', { body, headers });
    expect(answer).toMatchObject({ status: 202, body: { accepted: 700 } });
    expect(answer.body.rejected.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
      [301, 'invalid_json'],
      [302, 'validation_failed'],
      [303, 'validation_failed'],
      [304, 'no_text'],
      [305, 'not_found'],
      [707, 'payload_too_large'],
    ]);
    expect(await finished(answer.body.job_id)).toMatchObject({ state: 'done', total: 700, done: 700, failed: 0 });
    for (const i of [0, 299, 300, 699]) {
      expect((await search({ query: `marker${i}` }))[0]).toMatchObject({ external_id: `b${i}` });
    }
    expect((await ask('POST', '/documents/bulk', { json: {} })).body.code).toBe('unsupported_media_type');
  });

  it('counts a document once that comes several times in one stream', async () => {
    const lines = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({ text: `Take ${i}.`, external_id: `t${i % 7}` }),
    );
    const headers = { 'content-type': 'application/x-ndjson' };
    const { body } = await ask('POST', '/documents/bulk', { body: lines.join('\n'), headers });
    expect(body).toMatchObject({ accepted: 300, rejected: [] });
    expect(await finished(body.job_id)).toMatchObject({ state: 'done', total: 7, done: 7, failed: 0 });
    expect((await search({ query: 'take 299' }))[0].text).toBe('Take 299.');
  });

  it('indexes again whatever is being cleared away of the time before', async () => {
    const owner = await registerUser(app);
    const { id } = await add({ text: 'A page about zeppelins.', title: 'Page' }, owner);
    for (let i = 0; i < 25; i++) {
      await ask('PATCH', `/documents/${id}`, { json: { title: `Page ${i}` } }, owner);
      // Sooner or later, so that some come just when the one before is done.
      await new Promise((resume) => setTimeout(resume, i * 2));
      const again = await ask('POST', `/documents/${id}/reindex?wait=30`, {}, owner);
      expect([i, again.body.document.state, again.body.document.error]).toEqual([i, 'ready', undefined]);
    }
  });

  it('lists, changes, indexes again and deletes', async () => {
    const owner = await registerUser(app);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await add({ text: `Page ${i}`, title: `Alpha ${i}` }, owner)).id);
    const page = await ask('GET', '/documents?limit=2', {}, owner);
    const next = await ask('GET', `/documents?limit=2&cursor=${page.body.next_cursor}`, {}, owner);
    expect([...page.body.data, ...next.body.data].map(({ id }: { id: string }) => id)).toEqual(ids);
    expect((await ask('GET', '/documents?q=ALPHA%201&state=ready', {}, owner)).body.data).toHaveLength(1);
    const [id] = ids;
    const changed = await ask('PATCH', `/documents/${id}`, { json: { title: 'Zeppelin', metadata: { a: 1 } } }, owner);
    expect(changed.body.document).toMatchObject({ title: 'Zeppelin', metadata: { a: 1 } });
    const again = await ask('POST', `/documents/${id}/reindex?wait=30`, {}, owner);
    expect(again).toMatchObject({ status: 202, body: { document: { state: 'ready', chunks: 1 } } });
    expect((await search({ query: 'zeppelin' }, owner))[0].document_id).toBe(id);
    expect(await ask('DELETE', `/documents/${id}`, {}, owner)).toMatchObject({
      status: 200,
      body: { status: 'success' },
    });
    expect(await search({ query: 'zeppelin' }, owner)).toEqual([]);
    expect(await ask('GET', `/documents/${id}`, {}, owner)).toMatchObject(NOT_FOUND);
  });

  it('tells that a document is gone whoever deletes it in the meantime', async () => {
    const owner = await registerUser(app);
    const seen = new Set<number>();
    for (let round = 0; round < 10; round++) {
      const { id } = await add({ text: `Round ${round}` }, owner);
      const [deleted, ...others] = await Promise.all([
        ask('DELETE', `/documents/${id}`, {}, owner),
        ask('POST', `/documents/${id}/reindex`, {}, owner),
        ask('PATCH', `/documents/${id}`, { json: { title: 'Late' } }, owner),
      ]);
      expect(deleted.status).toBe(200);
      for (const { status } of others) seen.add(status);
    }
    expect([200, 202, 404]).toEqual(expect.arrayContaining([...seen]));
  });

  it('ends the job of a document that is deleted while it is indexed, without a fault', async () => {
    const owner = await registerUser(app);
    const text = Array.from({ length: 400 }, (_, i) => `## Part ${i}\n\nThe lamp of house ${i} is lit at noon.`).join(
      '\n\n',
    );
    for (let round = 0; round < 25; round++) {
      const { body } = await ask('POST', '/documents', { json: { text: `${text}\n\nRound ${round}.` } }, owner);
      await new Promise((resume) => setTimeout(resume, round * 4));
      expect((await ask('DELETE', `/documents/${body.document.id}`, {}, owner)).status).toBe(200);
    }
    expect(await add({ text: 'The last one stays.' }, owner)).toMatchObject({ state: 'ready' });
    expect(app.logs()).not.toContain('a job met an error');
  });

  it('filters searches, and refuses filters it cannot keep', async () => {
    const owner = await registerUser(app);
    const made = await ask('POST', '/collections', { json: { name: 'Archive' } }, owner);
    const collection = made.body.collection.id as string;
    const old = await add({ text: 'Kiwis are birds of old.', metadata: { year: 1999, tags: ['a', 'b'] } }, owner);
    const kept = await add(
      { text: 'Kiwis are birds of now.', collection_id: collection, metadata: { year: 2020 } },
      owner,
    );
    const found = async (filter: Record<string, unknown>) =>
      (await search({ query: 'kiwis', ...filter }, owner))
        .map((hit: { document_id: string }) => hit.document_id)
        .sort();
    expect(await found({})).toEqual([old.id, kept.id].sort());
    expect(await found({ collection_ids: [collection] })).toEqual([kept.id]);
    expect(await found({ document_ids: [old.id] })).toEqual([old.id]);
    expect(await found({ metadata: { year: 1999 } })).toEqual([old.id]);
    expect(await found({ metadata: { year: { gte: 2000, lte: 2020 } } })).toEqual([kept.id]);
    expect(await found({ metadata: { tags: { in: ['b', 'c'] } } })).toEqual([old.id]);
    expect(await found({ metadata: { year: 1 } })).toEqual([]);
    const code = async (json: object) =>
      (await ask('POST', '/search', { json: { query: 'kiwis', ...json } }, owner)).body.code;
    expect(await code({ mode: 'dense' })).toBe('embeddings_not_configured');
    expect(await code({ top_k: 101 })).toBe('validation_failed');
    expect(await code({ metadata: { year: { near: 1 } } })).toBe('validation_failed');
    expect(await code({ collection_ids: [ABSENT] })).toBe('not_found');
    expect(await code({ document_ids: [ABSENT] })).toBe('not_found');
    for (const query of ['"', 'AND', "don't (", '*', '🙂', 'x'.repeat(7000)]) {
      expect((await ask('POST', '/search', { json: { query } }, owner)).status).toBe(200);
    }
  });

  it('keeps collections, and deletes their documents with them', async () => {
    const owner = await registerUser(app);
    const { collection } = (await ask('POST', '/collections', { json: { name: 'Birds' } }, owner)).body;
    expect(collection).toMatchObject({ name: 'Birds', is_default: false });
    expect((await ask('POST', '/collections', { json: { name: 'Birds' } }, owner)).status).toBe(409);
    const patched = await ask('PATCH', `/collections/${collection.id}`, { json: { description: 'Feathers' } }, owner);
    expect(patched.body.collection).toMatchObject({ name: 'Birds', description: 'Feathers' });
    const document = await add({ text: 'The heron waits.', collection_id: collection.id }, owner);
    await add({ text: 'The default one.' }, owner);
    const { data } = (await ask('GET', '/collections', {}, owner)).body;
    expect(data.map((one: { is_default: boolean }) => one.is_default).sort()).toEqual([false, true]);
    expect((await ask('GET', `/documents?collection_id=${collection.id}`, {}, owner)).body.data).toHaveLength(1);
    expect((await ask('DELETE', `/collections/${collection.id}`, {}, owner)).status).toBe(200);
    expect(await ask('GET', `/documents/${document.id}`, {}, owner)).toMatchObject(NOT_FOUND);
    expect(await search({ query: 'heron' }, owner)).toEqual([]);
  });

  it('deletes long documents with their collection, and leaves the others', async () => {
    const owner = await registerUser(app);
    const { collection } = (await ask('POST', '/collections', { json: { name: 'Books' } }, owner)).body;
    const collection_id = collection.id as string;
    const long = Array.from({ length: 7500 }, (_, i) => `## Part ${i}\n\nThe lamp of house ${i} is lit.`).join('\n\n');
    const book = await add({ text: long, collection_id }, owner);
    expect(book.chunks).toBeGreaterThan(500);
    for (let i = 0; i < 60; i++) {
      await ask('POST', '/documents', { json: { text: `The lamp of boat ${i} is lit.`, collection_id } }, owner);
    }
    const kept = await add({ text: 'The lamp of the mine is lit.' }, owner);
    expect((await ask('DELETE', `/collections/${collection_id}`, {}, owner)).status).toBe(200);
    const hits = await search({ query: 'lamp lit', top_k: 100 }, owner);
    expect(hits.map((hit: { document_id: string }) => hit.document_id)).toEqual([kept.id]);
    expect((await ask('GET', '/documents', {}, owner)).body.data).toHaveLength(1);
    expect(await ask('GET', `/collections/${collection_id}`, {}, owner)).toMatchObject(NOT_FOUND);
  });

  it('answers a stranger as if there were nothing', async () => {
    const stranger = await registerUser(app);
    const { id, collection_id: collection } = await add({ text: 'A secret about ocelots.' });
    const routes: [string, string, CallOptions?][] = [
      ['GET', `/documents/${id}`],
      ['PATCH', `/documents/${id}`, { json: { title: 'Mine' } }],
      ['DELETE', `/documents/${id}`],
      ['GET', `/documents/${id}/chunks`],
      ['GET', `/documents/${id}/file`],
      ['POST', `/documents/${id}/reindex`],
      ['GET', `/collections/${collection}`],
      ['PATCH', `/collections/${collection}`, { json: { name: 'Mine' } }],
      ['DELETE', `/collections/${collection}`],
      ['GET', `/documents?collection_id=${collection}`],
      ['POST', '/documents', { json: { text: 'a', collection_id: collection } }],
      ['POST', '/search', { json: { query: 'a', collection_ids: [collection] } }],
      ['POST', '/search', { json: { query: 'a', document_ids: [id] } }],
      ['GET', `/jobs/${ABSENT}`],
      ['GET', '/documents/x'],
    ];
    for (const [method, path, options] of routes) {
      expect([method, path, await ask(method, path, options, stranger)]).toMatchObject([method, path, NOT_FOUND]);
    }
    expect(await search({ query: 'ocelots' }, stranger)).toEqual([]);
    expect(await search({ query: 'ocelots' })).toHaveLength(1);
    const moved = await ask('PATCH', `/documents/${id}`, { json: { collection_id: ABSENT } });
    expect(moved).toMatchObject(NOT_FOUND);
    expect((await ask('GET', '/documents', { token: undefined })).status).toBe(401);
  });
});
