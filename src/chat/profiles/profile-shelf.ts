/**
 * The profiles of one kind: an account's own, those administrators share, and what is built in. It must not know what
 * the definitions mean.
 */
import { type EntityManager, LessThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import type { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import { mayAdminister, type Owner, type Principal } from '../../common/owner.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import type { Database } from '../../platform/database/database.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { type NamedProfile, profileKey } from './named-profile.js';
import { Profile } from './profile.entity.js';

export interface ProfileDraft<D> {
  name: string;
  shared?: boolean;
  definition: D;
}

/** What a kind of profile is. */
export interface ProfileKind<D> {
  kind: Profile['kind'];
  /** Read-only, with ids of their own that sort before all others. */
  builtIn: readonly NamedProfile<D>[];
}

const MOST_PROFILES = 500;

export class ProfileShelf<D extends object> {
  constructor(
    private readonly about: ProfileKind<D>,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Newest first, what is built in at the end. */
  async list({ userId }: Owner, limit: number, cursor?: string): Promise<Page<NamedProfile<D>>> {
    const before = decodeIdCursor(cursor);
    const { kind, builtIn } = this.about;
    const older = before === undefined ? {} : { id: LessThan(before) };
    const rows = await this.database.reader.find(Profile, {
      where: [
        { userId, kind, ...older },
        { shared: 1, kind, ...older },
      ],
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const fixed = builtIn.filter(({ id }) => before === undefined || id < before).toReversed();
    return toPage([...rows.map((row) => this.toNamed(row, userId)), ...fixed], limit, ({ id }) => [id]);
  }

  /** By id or name; one's own come before shared ones, these before what is built in. Undefined: there is none. */
  async find({ userId }: Owner, idOrName: string): Promise<NamedProfile<D> | undefined> {
    const { kind, builtIn } = this.about;
    const key = profileKey(idOrName);
    const same = isId(idOrName) ? { id: idOrName } : { nameKey: key };
    const rows = await this.database.reader.find(Profile, {
      where: [
        { userId, kind, ...same },
        { shared: 1, kind, ...same },
      ],
      order: { id: 'ASC' },
    });
    const row = rows.find((found) => found.userId === userId) ?? rows[0];
    return row ? this.toNamed(row, userId) : builtIn.find(({ id, name }) => id === idOrName || name === key);
  }

  /** Throws `not_found`. */
  async get(owner: Owner, id: string): Promise<NamedProfile<D>> {
    const profile = await this.find(owner, id);
    if (!profile) throw notFound();
    return profile;
  }

  /** Throws `conflict` for a name in use, `forbidden` where somebody who may not wants to share. */
  async create(caller: Principal, draft: ProfileDraft<D>): Promise<NamedProfile<D>> {
    refuseSharing(caller, draft.shared);
    const { userId } = caller;
    const now = this.clock.iso();
    const row = {
      userId,
      id: newId(),
      kind: this.about.kind,
      ...this.columns(draft),
      version: 1,
      createdAt: now,
      updatedAt: now,
    };
    await writeAlone(this.database, caller, 'profiles', async (manager) => {
      await this.refuseTaken(manager, userId, draft.name);
      const count = await manager.countBy(Profile, { userId, kind: this.about.kind });
      if (count >= MOST_PROFILES)
        throw new AppError('quota_exceeded', `An account can have ${MOST_PROFILES} of these.`);
      await manager.insert(Profile, row);
    });
    return this.get(caller, row.id);
  }

  /** Each change makes the next version. Throws `forbidden` for what is shared by others or built in. */
  async update(caller: Principal, id: string, change: Partial<ProfileDraft<D>>): Promise<NamedProfile<D>> {
    refuseSharing(caller, change.shared);
    const { userId } = caller;
    const { id: ownId } = await this.own(caller, id);
    await writeAlone(this.database, caller, 'profiles', async (manager) => {
      const before = await manager.findOneBy(Profile, { userId, id: ownId, kind: this.about.kind });
      if (!before) throw notFound();
      const name = change.name ?? before.name;
      if (profileKey(name) !== before.nameKey) await this.refuseTaken(manager, userId, name);
      const after = this.columns({
        name,
        shared: change.shared ?? before.shared === 1,
        definition: { ...before.definition, ...change.definition } as D,
      });
      const values = { ...after, version: before.version + 1, updatedAt: this.clock.iso() };
      await manager.update(Profile, { userId, id: ownId }, values);
    });
    return this.get(caller, ownId);
  }

  async remove(caller: Principal, id: string): Promise<void> {
    const { id: ownId } = await this.own(caller, id);
    await this.database.batch([
      { sql: 'DELETE FROM profiles WHERE user_id = ? AND id = ?', params: [caller.userId, ownId] },
    ]);
  }

  private async own(caller: Owner, id: string): Promise<NamedProfile<D>> {
    const profile = await this.get(caller, id);
    if (!profile.isOwn) throw new AppError('forbidden', 'This one is shared by others: it can be used, not changed.');
    return profile;
  }

  private columns({ name, shared, definition }: ProfileDraft<D>) {
    return { name: name.trim(), nameKey: profileKey(name), shared: Number(shared ?? false), definition };
  }

  private async refuseTaken(manager: EntityManager, userId: string, name: string): Promise<void> {
    const { kind } = this.about;
    if (await manager.existsBy(Profile, { userId, kind, nameKey: profileKey(name) })) {
      throw new AppError('conflict', `There is ${kind === 'agent' ? 'an agent' : 'a tone'} of that name already.`);
    }
  }

  private toNamed(row: Profile, userId: string): NamedProfile<D> {
    const { id, name, version, createdAt, updatedAt } = row;
    const isOwn = row.userId === userId;
    const shared = row.shared === 1;
    return { id, name, definition: row.definition as D, version, isOwn, shared, builtIn: false, createdAt, updatedAt };
  }
}

function refuseSharing(caller: Principal, shared: boolean | undefined): void {
  if (shared && !mayAdminister(caller))
    throw new AppError('forbidden', 'Only administrators may share with everybody.');
}
