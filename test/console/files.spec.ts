/** How the files of the console are handed out. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../support/start-app.js';

describe('the files of the console', () => {
  let app: RunningApp;
  let script: string;
  beforeAll(async () => {
    app = await startApp({ env: { NODE_ENV: 'production', JWT_SECRET_KEY: 'k'.repeat(48) + Math.random() } });
    script = /src="(\/assets\/main-\w+\.js)"/.exec((await app.call('GET', '/')).body as string)![1]!;
  });
  afterAll(() => app.stop());

  it('gives the page fresh each time and its assets for good', async () => {
    const page = await app.send('GET', '/');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    await page.text();
    const asset = await app.send('GET', script);
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    await asset.arrayBuffer();
  });

  it('allows nothing inline and nothing from elsewhere', async () => {
    for (const path of ['/', script]) {
      const { headers } = await app.call('GET', path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    const { body } = await app.call('GET', '/');
    expect(body).not.toMatch(/<script(?! type="module" src="\/assets\/)|<style|style=|https?:/);
  });

  it('packs what it sends, under 150 KB of script', async () => {
    const sizes = new Map<string, number>();
    for (const encoding of ['identity', 'gzip', 'br']) {
      const response = await app.send('GET', script, { headers: { 'accept-encoding': encoding } });
      const expected = encoding === 'identity' ? null : encoding;
      expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([
        expected,
        'Accept-Encoding',
      ]);
      sizes.set(encoding, Number(response.headers.get('content-length')));
      await response.arrayBuffer();
    }
    expect(sizes.get('gzip')).toBeLessThan(150 * 1024);
    expect(sizes.get('br')).toBeLessThan(sizes.get('identity')!);
  });

  it('answers HEAD without a body, and leaves every other path to the API', async () => {
    const head = await app.send('HEAD', '/');
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const path of [
      '/index.html',
      '/assets/',
      '/assets/../package.json',
      '/assets/%2e%2e/index.html',
      '/nothing',
    ]) {
      const { status, body } = await app.call('GET', path);
      expect([path, status, body.code]).toEqual([path, 404, 'route_not_found']);
    }
    expect((await app.call('POST', '/', { json: {} })).status).toBe(404);
    expect((await app.call('GET', '/api/session')).status).toBe(401);
  });
});
