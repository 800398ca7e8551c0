/** The server of the matrix and everybody in it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCOPES, type Scope } from '../../../src/http/access.decorators.js';
import { probe, PROBE_ENV } from '../../support/probe.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import type { TestDatabase } from '../../support/test-databases.js';
import { Possessions } from './possessions.js';

/** Who is there. */
interface Cast {
  admin: TestUser;
  /** Was there before everybody else had anything, and has nothing. */
  newcomer: TestUser;
  /** Whose things the others ask for; what only administrators have is a second administrator's. */
  owner: Possessions;
  other: Possessions;
  /** What the administrator has. */
  others: Possessions;
}

export class MatrixWorld {
  readonly admin: TestUser;
  readonly newcomer: TestUser;
  readonly owner: Possessions;
  readonly other: Possessions;
  readonly others: Possessions;

  private constructor(
    readonly app: RunningApp,
    private readonly folder: string,
    readonly liveRoutes: readonly string[],
    cast: Cast,
  ) {
    ({ admin: this.admin, newcomer: this.newcomer } = cast);
    ({ owner: this.owner, other: this.other, others: this.others } = cast);
  }

  static async start(database: TestDatabase): Promise<MatrixWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'rai-matrix-'));
    mkdirSync(join(folder, 'watched'));
    writeFileSync(join(folder, 'watched', 'note.md'), '# Watched\n\nA watched page.');
    const app = await startApp({ database, env: { ...PROBE_ENV, SOURCES_ROOT: folder } });
    const { routes } = await probe(app);
    const admin = await registerUser(app);
    const [newcomer, owner, other] = await Promise.all([registerUser(app), registerUser(app), registerUser(app)]);
    const boss = await registerUser(app);
    await app.call('PATCH', `/api/admin/users/${boss.id}`, { token: admin.token, json: { role: 'admin' } });
    const of = (user: TestUser, by = admin) => new Possessions(app, user, by);
    const cast = { admin, newcomer, owner: of(owner, boss), other: of(other), others: of(admin) };
    return new MatrixWorld(app, folder, routes, cast);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A new key of an account; its secret. */
  async key(user: TestUser, scopes: readonly Scope[], expiresAt?: string): Promise<{ id: string; key: string }> {
    const json = { name: 'of the matrix', scopes, expires_at: expiresAt };
    const { status, body } = await this.app.call('POST', '/api/auth/keys', { token: user.token, json });
    if (status !== 201) throw new Error(`making a key answered ${status}: ${JSON.stringify(body)}`);
    return { id: body.api_key.id, key: body.key };
  }

  /** By scope: a key of the account that may do everything else it can be allowed. */
  async keysWithout(user: TestUser): Promise<Map<string, string>> {
    const possible = SCOPES.filter((scope) => user.role === 'admin' || scope !== 'admin');
    const keys = new Map<string, string>([['none', (await this.key(user, possible)).key]]);
    for (const scope of SCOPES) {
      keys.set(
        scope,
        (
          await this.key(
            user,
            possible.filter((one) => one !== scope),
          )
        ).key,
      );
    }
    return keys;
  }

  /** Credentials that were good once, of accounts that are not the owner's: their names and what they send. */
  async dead(): Promise<[string, string][]> {
    const { app, admin } = this;
    const [out, off, gone, keyed] = await Promise.all([1, 2, 3, 4].map(() => registerUser(app)));
    const all = SCOPES.filter((scope) => scope !== 'admin');
    const offKey = await this.key(off!, all);
    const revoked = await this.key(keyed!, all);
    const brief = await this.key(keyed!, all, new Date(Date.now() + 1500).toISOString());
    await app.call('POST', '/api/auth/logout', { token: out!.token, json: {} });
    await app.call('PATCH', `/api/admin/users/${off!.id}`, { token: admin.token, json: { disabled: true } });
    await app.call('DELETE', '/api/auth/me', { token: gone!.token, json: { password: gone!.password } });
    await app.call('DELETE', `/api/auth/keys/${revoked.id}`, { token: keyed!.token });
    await new Promise((resume) => setTimeout(resume, 2000));
    return [
      ['signed out', out!.token],
      ['disabled', off!.token],
      ['key of the disabled', offKey.key],
      ['deleted', gone!.token],
      ['revoked key', revoked.key],
      ['expired key', brief.key],
    ];
  }
}

/** The same claims without a signature, and with the signature of another server. */
export function forged(token: string): [string, string][] {
  const [, claims = '', signature = ''] = token.split('.');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const head = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
  const mirrored = [...signature].reverse().join('');
  return [
    ['unsigned', `${none}.${claims}.`],
    ['signed elsewhere', `${head}.${claims}.${mirrored}`],
    ['no token at all', 'nonsense'],
  ];
}
