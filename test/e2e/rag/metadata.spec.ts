import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

/** Names every object has by itself are ordinary ones in metadata. */
const NAMES = { constructor: 'Bauhaus', valueOf: 7, toString: null, hasOwnProperty: '' };

describe.each(testDatabases())('metadata of documents on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, json: unknown) =>
    app.call(method, `/api/rag${path}`, { token: user.token, json });
  const add = async (json: Record<string, unknown>) => {
    const { status, body } = await ask('POST', '/documents?wait=30', json);
    expect([status, body.document?.state]).toEqual([202, 'ready']);
    return body.document;
  };
  const found = async (metadata: unknown) => {
    const { status, body } = await ask('POST', '/search', { query: 'house', metadata });
    expect(status).toBe(200);
    return body.results.map((hit: { external_id: string }) => hit.external_id).sort();
  };

  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  it('keeps and finds names that every object has', async () => {
    const document = await add({ text: 'A house of glass.', external_id: 'glass', metadata: NAMES });
    expect(document.metadata).toEqual(NAMES);
    await add({ text: 'A house of wood.', external_id: 'wood', metadata: { constructor: { name: 'Ada' } } });
    const changed = await ask('PATCH', `/documents/${document.id}`, { metadata: { ...NAMES, valueOf: [8] } });
    expect(changed).toMatchObject({ status: 200, body: { document: { metadata: { ...NAMES, valueOf: [8] } } } });
    expect(await found({ constructor: 'Bauhaus' })).toEqual(['glass']);
    expect(await found({ or: [{ constructor: 'Bauhaus' }, { valueOf: 9 }] })).toEqual(['glass']);
    expect(await found({ valueOf: 8 })).toEqual(['glass']);
    // A filter that is dropped would let everything through.
    expect(await found({ constructor: '' })).toEqual([]);
    expect(await found({ constructor: null })).toEqual([]);
    const form = new FormData();
    form.set('text', 'A house of paper.');
    form.set('metadata', JSON.stringify(NAMES));
    const sent = await app.call('POST', '/api/rag/documents', { token: user.token, body: form });
    expect([sent.status, sent.body.document?.metadata]).toEqual([202, NAMES]);
  });

  it('keeps them in a bulk import too, and goes on after a line with one where it cannot be', async () => {
    const lines = [
      { text: 'A house of stone.', external_id: 'stone', metadata: NAMES },
      { text: 'A house of straw.', title: { constructor: 'x' } },
      { text: 'A house of brick.', external_id: 'brick' },
    ];
    const { status, body } = await app.call('POST', '/api/rag/documents/bulk', {
      token: user.token,
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect([status, body.accepted]).toEqual([202, 2]);
    expect(body.rejected).toEqual([{ line: 2, code: 'validation_failed', error: expect.any(String) }]);
  });

  it('has the same bound however it comes', async () => {
    const { id } = await add({ text: 'A house of cards.', metadata: { a: 1 } });
    const patch = (metadata: unknown) => ask('PATCH', `/documents/${id}`, { metadata });
    const fits = { a: 'x'.repeat(16 * 1024 - 8) };
    expect((await patch(fits)).status).toBe(200);
    const { status, body } = await patch({ a: `${fits.a}x` });
    expect([status, body.code, body.details?.[0]?.field]).toEqual([400, 'validation_failed', 'metadata']);
    expect((await ask('GET', `/documents/${id}`, undefined)).body.document.metadata).toEqual(fits);
    const { body: cleared } = await patch(null);
    expect([cleared.status, cleared.document.metadata]).toEqual(['success', undefined]);
  });

  it('refuses them where no free names are taken', async () => {
    for (const json of [{ text: { constructor: 'x' } }, { text: 'a', more: [{ constructor: 1 }] }]) {
      const { status, body } = await ask('POST', '/documents', json);
      expect([status, body.code]).toEqual([400, 'validation_failed']);
    }
  });

  it('finds documents and collections whose ids are written in capitals', async () => {
    const { id, collection_id } = await add({
      text: 'A house of straw.',
      external_id: 'straw',
      metadata: { wall: 'straw' },
    });
    const [document, collection] = [id.toUpperCase(), collection_id.toUpperCase()];
    const filters = { document_ids: [document, id], collection_ids: [collection], metadata: { wall: 'straw' } };
    const { body } = await ask('POST', '/search', { query: 'straw', ...filters });
    expect(body.results).toMatchObject([{ document_id: id }]);
    const token = user.token;
    expect(await app.call('GET', `/api/rag/documents/${document}`, { token })).toMatchObject({ status: 200 });
    const listed = await app.call('GET', `/api/rag/documents?limit=1&collection_id=${collection}`, { token });
    expect(listed.body.data).toMatchObject([{ id }]);
  });
});
