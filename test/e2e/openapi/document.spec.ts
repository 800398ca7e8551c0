import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { ERROR_CODES } from '../../../src/common/error-codes.js';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

/** What clients are promised; more may be there. */
const CONTRACT = [
  ...['register', 'login', 'refresh', 'logout', 'password', 'keys'].map((name) => `post /api/auth/${name}`),
  ...['get /api/auth/me', 'delete /api/auth/me', 'get /api/auth/keys', 'delete /api/auth/keys/{id}'],
  ...['post /api/session', 'get /api/session', 'get /api/session/{id}', 'patch /api/session/{id}'],
  ...['delete /api/session/{id}', 'get /api/session/{id}/messages', 'post /api/session/{id}/fork'],
  'get /api/session/{id}/export',
  ...['post /api/chat', 'post /api/chat/regenerate', 'get /api/chat/turns/{id}', 'get /api/chat/turns/{id}/events'],
  ...['post /api/chat/turns/{id}/stop', 'get /api/chat/messages/{id}/context', 'post /api/chat/context/preview'],
  ...['post /api/chat/messages/{id}/feedback', 'get /api/chat/models'],
  ...['post /api/rag/documents', 'get /api/rag/documents', 'get /api/rag/documents/{id}'],
  ...['delete /api/rag/documents/{id}', 'post /api/rag/search'],
  ...['post /api/files', 'get /api/files', 'get /api/files/{id}', 'delete /api/files/{id}'],
  'get /api/files/{id}/content',
  ...['get /health/live', 'get /health/ready', 'get /metrics'],
];

let app: RunningApp;
let document: Json;
let operations: { name: string; method: string; operation: Json }[];
beforeAll(async () => {
  app = await startApp();
  document = (await app.call('GET', '/openapi.json')).body;
  operations = Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, method, operation })),
  );
});
afterAll(() => app.stop());

const offenders = (isWrong: (operation: Json, method: string) => boolean) =>
  operations.filter(({ operation, method }) => isWrong(operation, method)).map(({ name }) => name);

describe('openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(document.openapi).toBe('3.1.1');
  });

  it('names the routes of the contract', () => {
    const there = operations.map(({ name }) => name);
    expect(CONTRACT.filter((name) => !there.includes(name))).toEqual([]);
  });

  it('has an id, a summary and a tag for every operation', () => {
    expect(offenders(({ operationId, summary, tags }) => !operationId || !summary || !tags?.length)).toEqual([]);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
  });

  it('describes every success and every body', () => {
    const described = (response: Json) => Object.values(response?.content ?? {}).length > 0;
    expect(
      offenders(({ responses }) => !Object.entries(responses).some(([status, r]) => status < '300' && described(r))),
    ).toEqual([]);
    const schemaOf = (body: Json) => Object.values(body.content as Record<string, Json>).every(({ schema }) => schema);
    expect(offenders(({ requestBody }) => requestBody && !schemaOf(requestBody))).toEqual([]);
  });

  it('describes errors, with codes of the registry as examples', () => {
    expect(offenders(({ responses }) => !responses['500'] || !responses['429'])).toEqual([]);
    const isPublic = (operation: Json) => operation.security?.length === 0;
    expect(offenders((operation) => !isPublic(operation) && !operation.responses['401'])).toEqual([]);
    for (const { operation } of operations) {
      for (const [status, response] of Object.entries(operation.responses as Record<string, Json>)) {
        for (const code of Object.keys(response.content?.['application/json']?.examples ?? {})) {
          if (code in ERROR_CODES) expect(`${ERROR_CODES[code as keyof typeof ERROR_CODES][0]}`).toBe(status);
        }
      }
    }
  });

  it('names the Idempotency-Key where one is taken', () => {
    const takes = ({ parameters = [] }: Json) => parameters.some(({ name }: Json) => name === 'Idempotency-Key');
    expect(offenders(takes).sort()).toEqual(['post /api/chat', 'post /api/rag/documents', 'post /api/session/import']);
  });

  it('asks for the bearer token but where a route is public', () => {
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    const open = offenders((operation) => operation.security?.length === 0).sort();
    expect(open).toEqual([
      'get /health/live',
      'get /health/ready',
      'get /metrics',
      'post /api/auth/login',
      'post /api/auth/refresh',
      'post /api/auth/register',
    ]);
  });
});

describe('the example of a body', () => {
  it('is accepted as it stands', async () => {
    const { token } = await registerUser(app);
    const places = ['/api/auth/register', '/api/auth/keys', '/api/session', '/api/chat', '/api/chat/context/preview'];
    places.push('/api/chat/agents', '/api/chat/tones', '/api/memory', '/api/memory/search');
    places.push('/api/rag/documents', '/api/rag/collections', '/api/rag/search');
    const statuses: [string, number][] = [];
    for (const place of places) {
      const json = document.paths[place].post.requestBody.content['application/json'].example as object;
      expect([place, typeof json]).toEqual([place, 'object']);
      statuses.push([place, (await app.call('POST', place, { token, json })).status]);
    }
    expect(statuses.filter(([, status]) => status >= 300)).toEqual([]);
  });

  it('holds nothing that need not be there', () => {
    const { example } = document.paths['/api/chat'].post.requestBody.content['application/json'];
    expect(example).toEqual({ message: 'Hello!' });
  });
});

describe('a generated client', () => {
  it('type-checks', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rai-client-'));
    try {
      const run = (script: string, ...args: string[]) => {
        const result = spawnSync(process.execPath, [resolve('node_modules', script), ...args], { encoding: 'utf8' });
        if (result.status !== 0) throw new Error(result.stdout + result.stderr);
      };
      writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
      run('openapi-typescript/bin/cli.js', join(folder, 'openapi.json'), '-o', join(folder, 'api.ts'));
      writeFileSync(
        join(folder, 'use.ts'),
        `import type { components, operations, paths } from './api.js';
         export type Code = components['schemas']['Error']['code'];
         export const code: Code = 'not_found';
         export type Login = paths['/api/auth/login']['post']['requestBody']['content']['application/json'];
         export const login: Login = { username: 'a', password: 'b' };
         export type Me = operations['account_me']['responses'][200]['content']['application/json'];
         export const nameOf = (me: Me): string => me.user.username;`,
      );
      run(
        'typescript/bin/tsc',
        '--noEmit',
        '--ignoreConfig',
        '--skipLibCheck',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        join(folder, 'use.ts'),
      );
      expect(readFileSync(join(folder, 'api.ts'), 'utf8')).toContain('/api/session/{id}');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('/docs', () => {
  it('is served whole from here, under a policy that lets it run', async () => {
    const page = await app.call('GET', '/docs');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    const sources = [...(page.body as string).matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, source]) => source!);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(source).toMatch(/^\.\/docs\//);
      expect((await app.call('GET', new URL(source, `${app.url}/`).pathname)).status).toBe(200);
    }
    // Inline scripts would be blocked by the policy.
    expect(page.body).not.toMatch(/<script(?![^>]*src=)[^>]*>\s*\S/);
  });
});
