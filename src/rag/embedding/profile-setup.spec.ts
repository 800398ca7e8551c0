import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { SystemClock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import type { VectorStore } from '../../platform/search/vector-store.js';
import { ModelCheck } from './model-check.js';
import { OpenWrites } from './open-writes.js';
import { needVectors, PendingVectors } from './pending-vectors.js';
import { ProfileSetup } from './profile-setup.js';
import { ProfileTable } from './profile-table.js';

const DAY = 24 * 3600 * 1000;

describe.each(testDatabases())('ProfileSetup on %s', (kind) => {
  let opened: TestDatabase;
  let clock: ManualClock;
  let profiles: ProfileTable;
  let pending: PendingVectors;
  let setup: ProfileSetup;
  let document: { userId: string; id: string };
  let configured: string;
  /** What models answer whatever they are asked, where it is not the usual. */
  let answers: Record<string, Float32Array>;
  /** Profiles whose vectors were dropped. */
  let dropped: string[];

  beforeEach(async () => {
    opened = await (kind === 'postgres' ? openPostgres() : openSqlite());
    clock = new ManualClock();
    profiles = new ProfileTable(opened.database, clock);
    pending = new PendingVectors(opened.database);
    dropped = [];
    const model = {
      profile: () => Promise.resolve({ apiUrl: 'http://embeddings', model: configured, dimensions: 2 }),
      at: ({ model: name }: { model: string }) => ({
        embed: (texts: readonly string[]) => Promise.resolve(texts.map(() => answers[name] ?? Float32Array.of(1, 0))),
      }),
    } as unknown as EmbeddingModel;
    const check = new ModelCheck(model, profiles);
    const vectors = { drop: (id: string) => Promise.resolve(void dropped.push(id)) } as unknown as VectorStore;
    const writes = new OpenWrites(opened.database, new SystemClock());
    setup = new ProfileSetup(model, check, profiles, pending, vectors, writes, clock);
    answers = {};
    document = { userId: await opened.newUser(), id: newId() };
    await addDocument();
  });
  afterEach(() => opened.close());

  const addDocument = async () => opened.database.batch(statementsOf(document));
  const statementsOf = ({ userId, id }: { userId: string; id: string }) => {
    const collection = newId();
    return [
      {
        sql: "INSERT INTO collections (user_id, id, name, is_default, created_at, updated_at) VALUES (?, ?, 'c', 1, '', '')",
        params: [userId, collection],
      },
      {
        sql:
          'INSERT INTO documents (user_id, id, collection_id, title, state, mime, generation, created_at, updated_at) ' +
          "VALUES (?, ?, ?, 't', 'ready', 'text/plain', 1, '', '')",
        params: [userId, id, collection],
      },
    ];
  };
  const lacks = async (id: string) => (await pending.owners(id)).includes(document.userId);
  /** As a round of upkeep does; where vectors are made, all of them are. */
  const sweep = async () => {
    await setup.ensure();
    for (const { id } of await setup.active()) {
      await opened.database.batch([{ sql: 'DELETE FROM vector_pending WHERE profile_id = ?', params: [id] }]);
    }
    await setup.switchIfComplete();
    await setup.dropOld();
  };
  const configure = async (model: string) => {
    configured = model;
    await clock.advance(1000);
    await sweep();
  };
  const states = async () => Object.fromEntries((await profiles.all()).map(({ model, state }) => [model, state]));
  const idOf = async (model: string) => (await profiles.all()).find((profile) => profile.model === model)!.id;

  it('lists a document that was being written when the profile was made', async () => {
    configured = 'small';
    const late = { userId: await opened.newUser(), id: newId() };
    let made: Promise<boolean> | undefined;
    const outside = AsyncLocalStorage.snapshot();
    await opened.database.write(async () => {
      await opened.database.batch([...statementsOf(late), ...needVectors(late.userId, [late.id])]);
      made = outside(() => setup.ensure());
      await new Promise((resume) => setTimeout(resume, 300));
    });
    await made;
    expect(await pending.owners(await idOf('small'))).toContain(late.userId);
  });

  it('makes vectors anew where another model answers under the same name, twice in a row', async () => {
    await configure('small');
    const before = await idOf('small');
    answers = { small: Float32Array.of(0.99, 0.01) };
    expect(await setup.ensure()).toBe(true);
    answers = { small: Float32Array.of(0, 1) };
    expect(await setup.ensure()).toBe(false);
    // For a moment only.
    answers = {};
    expect(await setup.ensure()).toBe(true);
    expect([await states(), dropped]).toEqual([{ small: 'live' }, []]);
    answers = { small: Float32Array.of(0, 1) };
    expect(await setup.ensure()).toBe(false);
    expect(await setup.ensure()).toBe(true);
    expect([await states(), dropped]).toEqual([{ small: 'building' }, [before]]);
    expect(await lacks(await idOf('small'))).toBe(true);
    await sweep();
    expect([await states(), await setup.ensure()]).toEqual([{ small: 'live' }, true]);
  });

  it('does not search by a model that another has taken the place of while that is built', async () => {
    await configure('small');
    const small = await idOf('small');
    configured = 'large';
    answers = { small: Float32Array.of(0, 1), large: Float32Array.of(0, 1) };
    expect(await setup.ensure()).toBe(false);
    expect(await setup.ensure()).toBe(true);
    expect([await states(), dropped]).toEqual([{ large: 'building' }, [small]]);
  });

  it('is not hurried by a server that answers otherwise each time', async () => {
    await configure('small');
    const looks: boolean[] = [];
    for (const vector of [
      [0, 1],
      [-1, 0],
      [0, -1],
    ]) {
      answers = { small: Float32Array.from(vector) };
      looks.push(await setup.ensure());
    }
    expect([looks, await states()]).toEqual([[false, true, true], { small: 'live' }]);
    // It has settled on another model.
    expect(await setup.ensure()).toBe(true);
    expect(await states()).toEqual({ small: 'building' });
  });

  it('takes back what was gone back from where the model before is another one now', async () => {
    await configure('small');
    await configure('large');
    await profiles.rollBack();
    const small = await idOf('small');
    const large = await idOf('large');
    answers = { small: Float32Array.of(0, 1) };
    await sweep();
    expect(await states()).toEqual({ small: 'live', large: 'rolled_back' });
    await sweep();
    expect([await states(), dropped]).toEqual([{ large: 'live' }, [small]]);
    expect(await idOf('large')).toBe(large);
    await expect(profiles.rollBack()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('builds it anew where its vectors are deleted, or of another model as well', async () => {
    await configure('small');
    await configure('large');
    await profiles.rollBack();
    await clock.advance(8 * DAY);
    await sweep();
    answers = { small: Float32Array.of(0, 1), large: Float32Array.of(0, -1) };
    await sweep();
    for (let look = 0; look < 3; look++) await setup.ensure();
    expect(await states()).toEqual({ large: 'building' });
    expect(await lacks(await idOf('large'))).toBe(true);
    await sweep();
    expect(await states()).toEqual({ large: 'live' });
    expect(await setup.ensure()).toBe(true);
  });

  it('goes back for a week', async () => {
    await configure('small');
    await configure('large');
    expect(await states()).toEqual({ small: 'retired', large: 'live' });
    await profiles.rollBack();
    await clock.advance(6 * DAY);
    await sweep();
    expect((await profiles.rollBack()).model).toBe('large');
    await clock.advance(8 * DAY);
    await configure('large');
    expect(await states()).toEqual({ large: 'live' });
  });

  it('does not build again what an administrator went back from, however long ago', async () => {
    await configure('small');
    await configure('large');
    await profiles.rollBack();
    const large = await idOf('large');
    for (let week = 0; week < 3; week++) {
      await clock.advance(8 * DAY);
      await sweep();
      expect(await states()).toEqual({ small: 'live', large: 'rolled_back' });
    }
    expect(dropped).toEqual([large]);
    await expect(profiles.rollBack()).rejects.toMatchObject({ code: 'conflict' });
    await opened.database.batch(needVectors(document.userId, [document.id]));
    expect(await lacks(large)).toBe(false);
    expect(await lacks(await idOf('small'))).toBe(true);
  });

  it('builds it anew where another model was configured meanwhile', async () => {
    await configure('small');
    await configure('large');
    await profiles.rollBack();
    await clock.advance(8 * DAY);
    await configure('large');
    const large = await idOf('large');
    await configure('small');
    expect(await states()).toEqual({ small: 'live' });
    configured = 'large';
    await setup.ensure();
    expect(await states()).toEqual({ small: 'live', large: 'building' });
    expect(await idOf('large')).not.toBe(large);
    expect(await lacks(await idOf('large'))).toBe(true);
  });
});
