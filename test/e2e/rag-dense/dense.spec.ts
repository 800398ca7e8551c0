import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { LETTERED } from '../../support/scripted-model/lettered-embedding.js';
import { MeaningServer } from './meaning-server.js';

/** Each with what the end of its stories tells of. */
const SUBJECTS = {
  car: 'engine and wheels',
  doctor: 'patients and clinic',
  cat: 'whiskers and paws',
  ship: 'sails and anchor',
  house: 'roof and chimney',
  lamp: 'wick and glow',
  violin: 'strings and bow',
  glacier: 'ice and crevasse',
  orchard: 'apples and blossom',
  printer: 'ink and paper',
};
const DEEDS = [
  'waited near the northern harbour',
  'caused trouble during a long winter',
  'appeared in an old photograph',
];
const SYLLABLES = ['bra', 'ked', 'lum', 'nop', 'siv', 'tor', 'wex', 'fig', 'dam', 'hoz', 'pul'];
/** A word of its own for every number, unlike those of the numbers next to it. */
const coined = (n: number) =>
  [1, 3, 7].map((every, i) => SYLLABLES[Math.floor((n * (7 + i * 4) + i) / every) % SYLLABLES.length]).join('');
/** Thirty short texts, each with words of its own between those it shares with others. */
const TEXTS = Object.entries(SUBJECTS).flatMap(([subject, parts], s) =>
  DEEDS.map((deed, d) => {
    const [a, b, c, e, f] = [0, 1, 2, 3, 4].map((i) => coined((s * 3 + d) * 5 + i));
    return `Story ${s * 3 + d} from ${a}: a ${subject} of ${b} ${deed} while ${c} prices in ${e} kept rising slowly, its ${f} ${parts} forgotten.`;
  }),
);

describe.each(testDatabases())('search by meaning on %s', (database) => {
  const server = new MeaningServer();
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, ...options });
  const search = (json: Record<string, unknown>) => ask('POST', '/search', { json });
  const status = async () => (await ask('GET', '/embeddings')).body.embeddings;
  const until = async (isSo: () => Promise<boolean>) => {
    for (let waited = 0; !(await isSo()); waited += 50) {
      if (waited > 30_000) throw new Error(`waited in vain:\n${JSON.stringify(await status())}\n${app.logs()}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };
  const settled = (model: string) =>
    until(async () => {
      const { live, profiles } = await status();
      const profile = profiles.find((each: { state: string }) => each.state === 'live');
      return live === model && profile.pending_documents === 0 && profile.trust !== undefined;
    });

  beforeAll(async () => {
    await server.start();
    app = await startApp({ database, env: { EMBEDDINGS_API_URL: server.url, EMBEDDINGS_MODEL: 'small' } });
    user = await registerUser(app);
    const body = TEXTS.map((text, i) => JSON.stringify({ text, external_id: `s${i}`, metadata: { n: i } })).join('\n');
    await ask('POST', '/documents/bulk', { body, headers: { 'content-type': 'application/x-ndjson' } });
    await until(async () => (await status()).profiles[0]?.documents === TEXTS.length);
    await settled('small');
  });
  afterEach(() => {
    server.delayMs = server.batchDelayMs = 0;
  });
  afterAll(async () => {
    await app?.stop();
    await server.close();
  });

  it('tells what it has and what it would cost to change it', async () => {
    // Each server tells how its own last question to the embeddings server went.
    for (let i = 0; i < app.urls.length; i++) await search({ query: `umbrellas ${i}`, mode: 'dense', top_k: 1 });
    const { live, configured, ready, profiles, estimated_tokens } = await status();
    expect({ live, configured, ready }).toEqual({ live: 'small', configured: true, ready: true });
    expect(profiles).toMatchObject([
      { state: 'live', model: 'small', dimensions: 1024, progress: 1, pending_tokens: 0 },
    ]);
    expect(profiles[0].trust).toBeGreaterThan(0);
    expect(estimated_tokens).toBeGreaterThan(TEXTS.join('').length / 8);
  });

  it('finds what is meant where no word is shared', async () => {
    const query = 'feline';
    expect((await search({ query, mode: 'lexical' })).body.results).toEqual([]);
    for (const mode of ['dense', 'hybrid']) {
      const { body } = await search({ query, mode, top_k: 3, explain: true });
      expect(body.degraded).toBeUndefined();
      expect(body.results[0].text).toContain('cat');
      expect(body.results[0].explain).toMatchObject({ dense_rank: 1 });
    }
    const { body } = await search({ query: 'a ship near the harbour', explain: true });
    expect(body.results[0].explain).toMatchObject({ lexical_rank: 1, lexical: 1 });
    expect(body.results[0].explain.similarity).toBeGreaterThan(0.3);
  });

  it('keeps to the filters on both sides, and tells what each removed', async () => {
    const metadata = { or: [{ n: { lte: 3 } }, { and: [{ n: { gte: 20 } }, { n: { in: [20, 21, 29] } }] }] };
    const { body } = await search({ query: 'an automobile in a photograph', metadata, top_k: 20, explain: true });
    const numbers = body.results.map(({ external_id: id }: { external_id: string }) => Number(id.slice(1)));
    for (const n of numbers) expect(n <= 3 || [20, 21, 29].includes(n)).toBe(true);
    expect(body.filtered.length).toBeGreaterThan(0);
    for (const { filter, external_id: id } of body.filtered) {
      expect(filter).toBe('metadata');
      expect(numbers).not.toContain(Number(id.slice(1)));
    }
    const dense = await search({ query: 'feline', metadata: { n: 0 }, mode: 'dense', top_k: 20 });
    expect(dense.body.results).toMatchObject([{ external_id: 's0' }]);
  });

  it('forgets vectors with their documents, and takes new texts in', async () => {
    const extra = { text: 'Story of a physician who carried seventeen umbrellas.', external_id: 'extra' };
    const { document } = (await ask('POST', '/documents?wait=30', { json: extra })).body;
    const found = async () => {
      const { results } = (await search({ query: 'doctor umbrellas', mode: 'dense', top_k: 1 })).body;
      return results[0]?.external_id === 'extra';
    };
    await until(found);
    await ask('DELETE', `/documents/${document.id}`);
    expect(await found()).toBe(false);
  });

  it('takes vectors of a text it has seen before along, without asking for them again', async () => {
    const text = 'A violin that nobody had tuned since the orchestra left for the northern islands.';
    const add = async (id: string) =>
      (await ask('POST', '/documents?wait=30', { json: { text, external_id: id } })).body.document.id;
    const isFound = async (id: string) => {
      const { status: code, body } = await search({ query: 'violin orchestra', mode: 'dense', document_ids: [id] });
      return code === 200 && body.results.length === 1;
    };
    const first = await add('v1');
    await until(() => isFound(first));
    const before = server.embedded.get('small')!;
    const second = await add('v2');
    expect(second).not.toBe(first);
    expect(await isFound(second)).toBe(true);
    expect(server.embedded.get('small')! - before).toBeLessThanOrEqual(1);
  });

  it('goes on by words where the server is slow or gone, and says so', async () => {
    const words = (await search({ query: 'orchard photograph', mode: 'lexical' })).body.results;
    server.delayMs = 4000;
    const slow = await search({ query: 'orchard photograph' });
    expect(slow).toMatchObject({ status: 200, body: { degraded: ['dense'] } });
    expect(slow.body.results.map((hit: { chunk_id: string }) => hit.chunk_id)).toEqual(
      words.map((hit: { chunk_id: string }) => hit.chunk_id),
    );
    server.delayMs = 0;
    await server.close();
    expect((await search({ query: 'glacier photograph' })).body.degraded).toEqual(['dense']);
    const alone = await search({ query: 'printer photograph', mode: 'dense' });
    expect(alone).toMatchObject({ status: 503, body: { code: 'upstream_unavailable' } });
    await server.start();
    await until(async () => (await search({ query: 'printer photograph' })).body.degraded === undefined);
  });

  it('builds the vectors of another model beside the live ones, switches once, and goes back', async () => {
    server.batchDelayMs = 300;
    await app.reconfigure({ EMBEDDINGS_MODEL: 'large' });
    const answers: { status: number; isDegraded: boolean; first?: string }[] = [];
    const states = new Set<string>();
    const look = async () => {
      const { status: code, body } = await search({ query: 'feline photograph', top_k: 3 });
      answers.push({ status: code, isDegraded: body.degraded !== undefined, first: body.results?.[0]?.text });
    };
    await until(async () => {
      await look();
      const { live } = await status();
      states.add(live);
      return live === 'large';
    });
    for (let i = 0; i < 5; i++) await look();
    expect([...states]).toEqual(['small', 'large']);
    expect(answers.length).toBeGreaterThan(6);
    for (const { status: code, isDegraded, first } of answers) {
      expect(code).toBe(200);
      // On a machine that is busy elsewhere a query may be late for its vector; then the words alone decide.
      expect(first).toContain(isDegraded ? 'photograph' : 'cat');
    }
    expect(answers.filter(({ isDegraded }) => !isDegraded).length).toBeGreaterThan(answers.length / 2);
    await settled('large');
    const back = await ask('POST', '/embeddings/rollback');
    expect(back.body.embeddings.live).toBe('small');
    expect((await search({ query: 'feline', mode: 'dense', top_k: 1 })).body.results[0].text).toContain('cat');
    await app.reconfigure();
    expect((await status()).live).toBe('small');
    expect((await ask('POST', '/embeddings/rollback')).body.embeddings.live).toBe('large');
  });

  it('lets only administrators go back', async () => {
    const other = await registerUser(app);
    const { status: code, body } = await app.call('POST', '/api/rag/embeddings/rollback', { token: other.token });
    expect({ code, error: body.code }).toEqual({ code: 403, error: 'forbidden' });
  });
});

describe.each(testDatabases())('vectors without meaning, and a reranker, on %s', (database) => {
  const server = new MeaningServer();
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, ...options });
  const measured = async (model: string) => {
    for (;;) {
      const { live, profiles } = (await ask('GET', '/embeddings')).body.embeddings;
      const profile = profiles.find((each: { state: string }) => each.state === 'live');
      if (live === model && profile.trust !== undefined) return profile.trust;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };
  const ids = async (query: string, mode: string) => {
    const { body } = await ask('POST', '/search', { json: { query, mode, top_k: 10 } });
    expect(body.degraded).toBeUndefined();
    return body.results.map((hit: { external_id: string }) => hit.external_id);
  };

  beforeAll(async () => {
    server.knowsOnly = 'noise';
    await server.start();
    app = await startApp({ database, env: { EMBEDDINGS_API_URL: server.url, EMBEDDINGS_MODEL: 'small' } });
  });
  afterAll(async () => {
    await app?.stop();
    await server.close();
  });

  it.each(LETTERED)('leave the ranking by words as it is: %s', async (kind) => {
    server.knowsOnly = kind;
    await app.reconfigure({ EMBEDDINGS_MODEL: `${kind}-large` });
    user = await registerUser(app);
    const body = TEXTS.map((text, i) => JSON.stringify({ text, external_id: `s${i}` })).join('\n');
    await ask('POST', '/documents/bulk', { body, headers: { 'content-type': 'application/x-ndjson' } });
    const trust = await measured(`${kind}-large`);
    expect(trust).toBe(0);
    for (const query of TEXTS.map((text) => text.split(' ').slice(3, 9).join(' '))) {
      expect(await ids(query, 'hybrid')).toEqual(await ids(query, 'lexical'));
    }
  });

  it('are re-ordered where a reranker is configured', async () => {
    await app.reconfigure({ RERANK_API_URL: `${server.url}/rerank`, EMBEDDINGS_API_URL: '' });
    const { body } = await ask('POST', '/search', { json: { query: 'harbour photograph', top_k: 10, explain: true } });
    const places = body.results.map((hit: { explain: { before: number } }) => hit.explain.before);
    expect(places).not.toEqual([...places].sort((a, b) => a - b));
    const scores = body.results.map((hit: { explain: { rerank: number } }) => hit.explain.rerank);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    await server.close();
    const without = await ask('POST', '/search', { json: { query: 'harbour photograph', top_k: 10 } });
    expect(without.body).toMatchObject({ status: 'success', degraded: ['rerank'] });
    expect(without.body.results.length).toBeGreaterThan(0);
    await server.start();
  });

  it('do not cost a turn its documents where neither server answers', async () => {
    await app.reconfigure({ RERANK_API_URL: `${server.url}/rerank`, EMBEDDINGS_API_URL: server.url });
    server.delayMs = 20_000;
    const json = { message: 'a ship near the northern harbour in a photograph', streaming: false };
    const { body } = await app.call('POST', '/api/chat', { token: user.token, json });
    server.delayMs = 0;
    expect(body.citations.length).toBeGreaterThan(0);
  });

  it('are not waited for by every search where the reranker says nothing', async () => {
    await app.reconfigure({ RERANK_API_URL: `${server.url}/rerank`, RERANK_TIMEOUT_MS: '200', EMBEDDINGS_API_URL: '' });
    server.delayMs = 20_000;
    const searches = 4 * app.urls.length;
    server.reranked = 0;
    for (let n = 0; n < searches; n++) {
      const { body } = await ask('POST', '/search', { json: { query: 'harbour photograph', top_k: 10 } });
      expect(body).toMatchObject({ degraded: ['rerank'] });
      expect(body.results.length).toBeGreaterThan(0);
    }
    server.delayMs = 0;
    expect(server.reranked).toBeLessThan(searches);
  });
});
