/** Promise 9: whoever asks for it and however it is written, no feature that fetches reaches a private address. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { LoopbackCanary, SITE_HOST } from '../../support/loopback-canary.js';
import { PRIVATE_URLS } from '../../support/private-urls.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../../e2e/chat/chat-fixture.js';
import { callsThenSays } from '../../e2e/tools/calling.js';

const SECRET = 'secret of the network';
/** What a feature answers to a URL it does not fetch. */
const REFUSED = ['outbound_blocked', 'validation_failed'];
const CALLS_A_ROUND = 16;

/** Names that lead elsewhere than they seem to, and those that change after they were looked at. */
const NAMES = {
  'inside.test': [['127.0.0.1']],
  'inside6.test': [['::1']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'mixed.test': [[SITE_HOST, '127.0.0.1']],
  'metadata.test': [['169.254.169.254']],
};
/** Allowed when it is asked for first, and each time after that at another place; one for each feature. */
const turning = (feature: string) => ({ [`${feature}.turning.test`]: [[SITE_HOST], ['127.0.0.1']] });

/** A page, or with `?to=` a redirect to there. */
function site(request: IncomingMessage, response: ServerResponse): void {
  const to = new URL(request.url!, 'http://site').searchParams.get('to');
  // As the bytes they are: what is not ASCII is a trick too.
  if (to !== null) response.writeHead(302, { location: Buffer.from(to).toString('latin1') }).end();
  else response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Words anybody may read on this page.</p>');
}

/** A redirect to nothing, or to what is relative to the site, leads to the site again. */
const leadsAway = (form: string) =>
  !URL.canParse(form, `http://${SITE_HOST}`) || new URL(form, `http://${SITE_HOST}`).hostname !== SITE_HOST;

describe.each(testDatabases())('outbound requests on %s', (database) => {
  let canary: LoopbackCanary;
  let chat: ChatFixture;
  const filled = (form: string) => form.replaceAll('PORT', String(canary.port));

  beforeAll(async () => {
    canary = await LoopbackCanary.start(site);
    const names = { ...NAMES, ...turning('documents'), ...turning('sources'), ...turning('tool') };
    chat = await ChatFixture.start(database, {
      OUTBOUND_ALLOW: SITE_HOST,
      OUTBOUND_PORTS: `80,443,${canary.port}`,
      NODE_OPTIONS: `--import=${resolve('test/support/scripted-names.mjs')}`,
      SCRIPTED_NAMES: JSON.stringify(names),
      // A search engine of the operator's own that has been taken over: it may not lead elsewhere either.
      SEARXNG_URL: `${canary.site}/?to=${encodeURIComponent(`http://127.0.0.1:${canary.port}/search`)}&`,
    });
  });
  afterAll(async () => {
    await chat.stop();
    await canary.close();
  });
  afterEach(() => expect(canary.touched).toBe(0));

  /** Each feature -> the codes it gave, and all it said or kept. */
  const features = {
    documents: async (url: string) => {
      const { status, body } = await chat.call('POST', '/api/rag/documents?wait=20', { json: { url } });
      expect(status).toBeLessThan(500);
      return { code: status === 202 ? body.document.code : body.code, told: body };
    },
    sources: async (url: string) => {
      const { status, body } = await chat.call('POST', '/api/rag/sources', { json: { url } });
      expect(status).toBeLessThan(500);
      if (status !== 201) return { code: body.code, told: body };
      for (;;) {
        const { job } = (await chat.call('GET', `/api/rag/jobs/${body.job_id}`)).body;
        if (job.finished_at) break;
        await new Promise((resume) => setTimeout(resume, 20));
      }
      const { source } = (await chat.call('GET', `/api/rag/sources/${body.source.id}`)).body;
      await chat.call('DELETE', `/api/rag/sources/${body.source.id}`);
      return { code: source.code, told: source };
    },
  };

  const places = {
    'the address itself': (url: string) => url,
    'a redirect to it': (url: string) => `${canary.site}/?to=${encodeURIComponent(url)}`,
  };

  it('the site that is allowed is read: the suite would see a page that came through', async () => {
    for (const fetchBy of Object.values(features)) expect((await fetchBy(`${canary.site}/page`)).code).toBeFalsy();
    const told = await readByTool([`${canary.site}/page`]);
    expect(told[0]).toMatchObject({ ok: true });
  });

  describe.each(Object.keys(features) as (keyof typeof features)[])('%s', (feature) => {
    it.each(Object.keys(places) as (keyof typeof places)[])('refuses %s, in every form', async (place) => {
      const left = PRIVATE_URLS.map(filled);
      const wrong: Json[] = [];
      const look = async () => {
        for (let form = left.pop(); form !== undefined; form = left.pop()) {
          if (place === 'a redirect to it' && !leadsAway(form)) continue;
          const { code, told } = await features[feature](places[place](form));
          const isFine = place === 'the address itself' ? REFUSED : [...REFUSED, 'fetch_failed'];
          if (!isFine.includes(code) || JSON.stringify(told).includes(SECRET)) wrong.push([form, code, told]);
        }
      };
      await Promise.all(Array.from({ length: 6 }, look));
      expect(wrong).toEqual([]);
    });

    it.each(Object.keys(NAMES))('refuses the name %s, also after a redirect', async (name) => {
      const url = `http://${name}:${canary.port}/`;
      for (const place of Object.values(places))
        expect((await features[feature](place(url))).code).toBe('outbound_blocked');
    });

    it('refuses a name that points elsewhere after the first look', async () => {
      const self = `http://${feature}.turning.test:${canary.port}/`;
      expect((await features[feature](`${self}?to=${encodeURIComponent(self)}`)).code).toBe('outbound_blocked');
    });
  });

  /** The model asks for all of them; gives the results. */
  async function readByTool(urls: readonly string[]): Promise<Json[]> {
    const calls = urls.map((url) => ({ name: 'read_web_page', args: { url } }));
    const rounds = Array.from({ length: Math.ceil(calls.length / CALLS_A_ROUND) }, (_, i) =>
      calls.slice(i * CALLS_A_ROUND, (i + 1) * CALLS_A_ROUND),
    );
    chat.model.playFor('reader', callsThenSays(rounds));
    const frames = await (await chat.stream({ message: 'Read them', model: 'reader', web: true, memory: false })).all();
    expectWholeStream(frames);
    for (const { body } of chat.model.chats) expect(JSON.stringify(body!.messages)).not.toContain(SECRET);
    return frames.filter(({ type }) => type === 'tool-result').map(({ data }) => data);
  }

  it('the tool that reads pages refuses them all, and lets the answer go on', async () => {
    const forms = PRIVATE_URLS.filter((form) => form !== '').map(filled);
    const redirects = forms.filter(leadsAway).map(places['a redirect to it']);
    const names = Object.keys(NAMES).map((name) => `http://${name}:${canary.port}/`);
    const self = `http://tool.turning.test:${canary.port}/`;
    const all = [...forms, ...names, ...redirects, `${self}?to=${encodeURIComponent(self)}`];
    for (let i = 0; i < all.length; i += 3 * CALLS_A_ROUND) {
      const asked = all.slice(i, i + 3 * CALLS_A_ROUND);
      const results = await readByTool(asked);
      expect(results.filter(({ ok }) => ok)).toEqual([]);
      expect(results).toHaveLength(asked.length);
    }
    expect(all.length).toBeGreaterThan(150);
  });

  it('a search engine cannot send it elsewhere', async () => {
    chat.model.playFor('searcher', callsThenSays([[{ name: 'web_search', args: { query: 'tides' } }]]));
    const frames = await (await chat.stream({ message: 'Search', model: 'searcher', web: true })).all();
    expect(frames.find(({ type }) => type === 'tool-result')!.data.ok).toBe(false);
    expect(JSON.stringify(frames)).not.toContain(SECRET);
  });

  it('a model server cannot send it elsewhere', async () => {
    chat.model.playFor('away', { fault: { kind: 'redirect' } });
    const before = chat.model.requests.length;
    const { status, body } = await chat.ask({ message: 'hello', model: 'away' });
    expect([status, body.code]).toEqual([502, 'upstream_error']);
    expect(chat.model.requests.slice(before).map(({ path }) => path)).not.toContain('/elsewhere');
  });
});
