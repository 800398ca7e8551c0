/** Accounts for tests, made over HTTP as anybody would. */
import { randomBytes } from 'node:crypto';
import type { Json } from './call.js';
import type { RunningApp } from './start-app.js';

export interface TestUser {
  id: string;
  username: string;
  password: string;
  role: string;
  /** Access token. */
  token: string;
  refreshToken: string;
}

export async function registerUser(app: RunningApp, given: Partial<TestUser> = {}): Promise<TestUser> {
  const username = given.username ?? `user-${randomBytes(5).toString('hex')}`;
  const password = given.password ?? `correct-horse-${randomBytes(6).toString('hex')}`;
  const { status, body } = await app.call('POST', '/api/auth/register', { json: { username, password } });
  if (status !== 201) throw new Error(`register answered ${status}: ${JSON.stringify(body)}`);
  const { user, access_token, refresh_token } = body as Json;
  return { id: user.id, username, password, role: user.role, token: access_token, refreshToken: refresh_token };
}
