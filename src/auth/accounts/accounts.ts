/** The accounts of this server: made, found, listed, changed by who administers it. Used by routes and command line. */
import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import { type Page, toPage } from '../../http/pagination.js';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import { User } from '../user.entity.js';
import { addAccount, type NewAccount } from './account-statements.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicy } from './password-policy.js';
import { parseUsername, type Username, usernameKey } from './username.js';

@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicy,
    private readonly families: RefreshFamilies,
    private readonly events: EventBus,
  ) {}

  /** Makes an account whatever REGISTRATION says; the first of the server is an administrator. */
  async create(request: { username: string; password: string; role?: 'admin' | 'user' }): Promise<User> {
    const username = parseUsername(request.username);
    this.policy.check(request.password, username.name);
    const draft = await this.draft(username, request.password);
    const promote = request.role === 'admin' ? [setRole(draft.id, 'admin', draft.now)] : [];
    return this.save(draft, [], promote);
  }

  /** Sets a password without asking for the old one, and ends every sign-in of the account. */
  async setPassword(username: string, password: string): Promise<User> {
    const user = await this.named(username);
    this.policy.check(password, user.username);
    const passwordHash = await this.hasher.hash(password);
    const sql = 'UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ?';
    await this.families.endOthers({ userId: user.id }, null, [
      { sql, params: [passwordHash, this.clock.iso(), user.id] },
    ]);
    return user;
  }

  /** Makes an account an administrator. */
  async promote(username: string): Promise<User> {
    const user = await this.named(username);
    await this.database.batch([setRole(user.id, 'admin', this.clock.iso())]);
    return { ...user, role: 'admin' };
  }

  /** Oldest first. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<User>> {
    const after = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(User, {
      where: after === undefined ? {} : { id: MoreThan(after) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
    return toPage(rows, limit, (user) => [user.id]);
  }

  /** Throws 404. */
  async byId(id: string): Promise<User> {
    const user = isId(id) ? await this.database.reader.findOneBy(User, { id }) : null;
    if (!user) throw notFound();
    return user;
  }

  /** By any spelling of the name that means the same. */
  async find(username: string): Promise<User | undefined> {
    const key = usernameKey(username);
    if (key === undefined) return undefined;
    return (await this.database.reader.findOneBy(User, { usernameKey: key })) ?? undefined;
  }

  /** An account to be saved: refuses a taken name before it spends the time to hash. */
  async draft(username: Username, password: string): Promise<NewAccount> {
    if (await this.database.reader.existsBy(User, { usernameKey: username.key })) throw new AppError('username_taken');
    return { ...username, id: newId(), now: this.clock.iso(), passwordHash: await this.hasher.hash(password) };
  }

  /** Saves a draft between other statements, all or nothing. */
  async save(draft: NewAccount, before: Statement[], after: Statement[]): Promise<User> {
    try {
      await this.database.batch([...before, ...addAccount(draft), ...after]);
    } catch (error) {
      if (isUniqueViolation(error, 'uq_users_username_key'))
        throw new AppError('username_taken', undefined, { cause: error });
      throw error;
    }
    this.events.emit('account.created', { userId: draft.id });
    return this.byId(draft.id);
  }

  private async named(username: string): Promise<User> {
    const user = await this.find(username);
    if (!user) throw new AppError('not_found', `There is no account named ${JSON.stringify(username)}.`);
    return user;
  }
}

function setRole(id: string, role: string, now: string): Statement {
  return { sql: 'UPDATE users SET role = ?, updated_at = ? WHERE id = ?', params: [role, now, id], expect: 1 };
}
