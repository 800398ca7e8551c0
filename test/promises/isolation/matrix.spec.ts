/** Promise 2 and 10, for every live route, every id it takes and everybody who may come. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/common/ids.js';
import type { Answer, CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { forged, MatrixWorld } from './matrix-world.js';
import { type OwnRows, restingRows } from './own-rows.js';
import { type Kind, MARKER, type Possessions } from './possessions.js';
import { describedIds, slotOf } from './described-ids.js';
import { ask, comparable, type Ids, idsIn, nameOf, requestOf } from './route-request.js';
import { NO_IDS, ROUTE_TABLE, type RouteCall } from './route-table.js';

const guarded = ROUTE_TABLE.filter(({ scope }) => scope !== 'public');
const withIds = guarded.filter(({ ids }) => ids && Object.keys(ids).length);
/** What takes an Idempotency-Key. */
const KEYED = new Set(['POST /api/chat', 'POST /api/rag/documents', 'POST /api/session/import']);
/** What belongs to no account: any administrator may have it. */
const OF_THE_SERVER = new Set<Kind>(['user', 'invite', 'change']);
/** What tells something of an account without being asked for one thing. */
const telling = guarded.filter(
  ({ route, reads, ids, admin, restless }) =>
    (route.startsWith('GET') || reads) && !admin && !restless && !Object.keys(ids ?? {}).length,
);

describe.each(testDatabases())('the isolation matrix on %s', (database) => {
  let world: MatrixWorld;
  let empty: Map<string, string>;
  let before: Record<string, OwnRows>;
  let secrets: Set<string>;

  beforeAll(async () => {
    world = await MatrixWorld.start(database);
    // Registrations are counted up to a second late.
    await new Promise((resume) => setTimeout(resume, 1500));
    empty = await tellAll(world.newcomer);
    await Promise.all([world.owner.all(), world.other.all(), world.others.all()]);
    await Promise.all([world.owner.settled(), world.other.settled(), world.others.settled()]);
    before = await ownersRows();
    secrets = new Set(idsIn(JSON.stringify(before)));
  }, 300_000);
  afterAll(() => world.stop());

  const call = (row: RouteCall, caller: TestUser, ids: Ids, given: CallOptions) =>
    ask(world.app, requestOf(row, caller, ids), given);

  async function idsOf(row: RouteCall, possessions: Possessions, fresh = false): Promise<Ids> {
    const ids: Ids = {};
    for (const [slot, kind] of Object.entries(row.ids ?? {})) {
      ids[slot] = await (fresh ? possessions.fresh(kind) : possessions.id(kind));
    }
    return ids;
  }

  /** What every telling route says to somebody, by row. */
  async function tellAll(caller: TestUser): Promise<Map<string, string>> {
    const said = new Map<string, string>();
    for (const row of telling) {
      const answer = await call(row, caller, {}, { token: caller.token });
      said.set(nameOf(row), row.reads ? comparable(answer, nameOf(row)) : `${answer.status} ${textOf(answer)}`);
    }
    return said;
  }

  /** What an answer holds of the owner though the request did not name it. */
  function leaks(answer: Answer, asked: string): string[] {
    const text = textOf(answer);
    const ids = idsIn(text).filter((id) => secrets.has(id) && !asked.includes(id));
    return text.replaceAll(asked, '').includes(`of ${world.owner.user.username}`) ? [...ids, MARKER] : ids;
  }

  const ownersRows = async () => ({
    owner: await restingRows(world.app, world.owner.user.id),
    administrator: await restingRows(world.app, world.owner.admin.id),
  });
  /** Names the tables only: rows are long. */
  async function unchanged(): Promise<void> {
    const now = await ownersRows();
    const changed = Object.keys(before).flatMap((who) =>
      Object.keys(before[who]!).flatMap((table) => {
        const [was, is] = [before[who]![table]!, now[who as keyof typeof now][table]!];
        const moved = [...was.filter((row) => !is.includes(row)), ...is.filter((row) => !was.includes(row))];
        return moved.map((row) => `${table} of the ${who}: ${row.slice(0, 300)}`);
      }),
    );
    expect(changed).toEqual([]);
  }

  it('has a row for every live route, and a route for every row', () => {
    const listed = new Set(ROUTE_TABLE.map(({ route }) => route));
    expect(world.liveRoutes.filter((route) => !listed.has(route))).toEqual([]);
    expect([...listed].filter((route) => !world.liveRoutes.includes(route))).toEqual([]);
  });

  it('has a place for every id the description names', async () => {
    const document = (await world.app.call('GET', '/openapi.json')).body;
    const listed = new Set(
      ROUTE_TABLE.flatMap(({ route, ids }) => Object.keys(ids ?? {}).map((id) => slotOf(route, id))),
    );
    expect(describedIds(document).filter((slot) => !listed.has(slot) && !(slot in NO_IDS))).toEqual([]);
  });

  it('lets in no one without a live credential', async () => {
    const strangers = [...(await world.dead()), ...forged(world.owner.user.token)];
    const wrong: string[] = [];
    for (const row of guarded) {
      const { user } = world.owner;
      const ids = await idsOf(row, world.owner);
      const asked = requestOf(row, user, ids);
      const token = encodeURIComponent(user.token);
      const inQuery = { ...asked, path: `${asked.path}${asked.path.includes('?') ? '&' : '?'}access_token=${token}` };
      const answers: [string, Answer][] = [
        ['nobody', await ask(world.app, asked, {})],
        ['a token in the query', await ask(world.app, inQuery, {})],
        ['a token in a cookie', await ask(world.app, asked, { headers: { cookie: `access_token=${token}` } })],
      ];
      for (const [name, secret] of strangers) answers.push([name, await ask(world.app, asked, { token: secret })]);
      for (const [name, answer] of answers) {
        if (answer.status !== 401 || leaks(answer, '').length) wrong.push(`${name}: ${row.route} ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
    await unchanged();
  }, 300_000);

  it('lets no key do what its scopes do not say, and no one but administrators do what is theirs', async () => {
    const keys = await world.keysWithout(world.owner.user);
    const adminKeys = await world.keysWithout(world.admin);
    before = await ownersRows();
    const wrong: string[] = [];
    for (const row of guarded.filter(({ scope }) => scope !== 'any')) {
      const ids = await idsOf(row, world.owner);
      const asked = requestOf(row, world.owner.user, ids);
      const answers: [string, Answer][] = [['key', await ask(world.app, asked, { token: keys.get(row.scope)! })]];
      if (row.admin) {
        answers.push(['user', await ask(world.app, asked, { token: world.owner.user.token })]);
        for (const without of [row.scope, 'admin']) {
          answers.push([
            `administrator's key without ${without}`,
            await ask(world.app, asked, { token: adminKeys.get(without)! }),
          ]);
        }
      }
      for (const [name, answer] of answers)
        if (answer.status !== 403) wrong.push(`${name}: ${nameOf(row)} ${answer.status}`);
    }
    expect(wrong).toEqual([]);
    await unchanged();
  }, 300_000);

  it.each(['another user', 'another user’s key', 'an administrator'])(
    'answers %s alike for what is not theirs and what is not there',
    async (who) => {
      const possessions = who === 'an administrator' ? world.others : world.other;
      const { user } = possessions;
      const key = await world.key(user, ['chat', 'sessions', 'memory', 'documents', 'files', 'stats']);
      const token = who === 'another user’s key' ? key.key : user.token;
      const wrong: string[] = [];
      for (const row of withIds) {
        const own = await idsOf(row, possessions);
        for (const [slot, kind] of Object.entries(row.ids!)) {
          if (OF_THE_SERVER.has(kind) && user.role === 'admin') continue;
          const foreign = await world.owner.id(kind);
          const absent = kind.endsWith('Name') ? `nothing of ${user.username}` : newId();
          const theirs = await call(row, user, { ...own, [slot]: foreign }, { token });
          const nothing = await call(row, user, { ...own, [slot]: absent }, { token });
          if (comparable(theirs, foreign) !== comparable(nothing, absent)) {
            wrong.push(`${nameOf(row)}: ${slot}: ${comparable(theirs, foreign)} <> ${comparable(nothing, absent)}`);
          }
          if (slot.startsWith('path.') && theirs.status < 400) wrong.push(`${nameOf(row)}: ${theirs.status}`);
          if (leaks(theirs, foreign).length)
            wrong.push(`${nameOf(row)}: ${slot} tells ${leaks(theirs, foreign).join()}`);
        }
      }
      expect(wrong).toEqual([]);
      await unchanged();
    },
    300_000,
  );

  it('gives nothing for another’s cursor or idempotency key', async () => {
    const { user } = world.other;
    const wrong: string[] = [];
    let cursors = 0;
    for (const row of guarded.filter(({ route, admin, restless }) => route.startsWith('GET') && !admin && !restless)) {
      const page = await call({ ...row, query: 'limit=1' }, world.owner.user, await idsOf(row, world.owner), {
        token: world.owner.user.token,
      });
      const cursor = page.body?.next_cursor;
      if (!cursor) continue;
      cursors += 1;
      const next = await call({ ...row, query: `limit=100&cursor=${cursor}` }, user, await idsOf(row, world.other), {
        token: user.token,
      });
      if (leaks(next, '').length) wrong.push(`${nameOf(row)} tells ${leaks(next, '').join()}`);
    }
    expect(cursors).toBeGreaterThan(8);
    for (const row of guarded.filter((one) => KEYED.has(one.route) && !Object.keys(one.ids ?? {}).length)) {
      const headers = { 'idempotency-key': `the-same-for-everybody-${guarded.indexOf(row)}` };
      const first = await call(row, world.others.user, {}, { token: world.others.user.token, headers });
      const second = await call(row, user, {}, { token: user.token, headers });
      const shared = idsIn(textOf(first)).filter((id) => textOf(second).includes(id));
      if (first.status >= 300 || second.status >= 300 || shared.length)
        wrong.push(`${nameOf(row)} shares ${shared.join()}`);
    }
    expect(wrong).toEqual([]);
    await unchanged();
  }, 120_000);

  it('says to one who has nothing what it said before others had anything', async () => {
    const now = await tellAll(world.newcomer);
    const different = [...empty].filter(([name, said]) => now.get(name) !== said);
    expect(different.map(([name, said]) => [name, said, now.get(name)])).toEqual([]);
  });

  it('shows administrators no text of others', async () => {
    const wrong: string[] = [];
    for (const row of guarded.filter(({ route, ends, admin }) => route.startsWith('GET') && admin && !ends)) {
      const answer = await call(row, world.admin, await idsOf(row, world.others), { token: world.admin.token });
      if (textOf(answer).includes(`of ${world.owner.user.username}`)) wrong.push(nameOf(row));
    }
    expect(wrong).toEqual([]);
  });

  // Without this the refusals above could be about something else than whose it is.
  it('lets the owner do all of it', async () => {
    const wrong: string[] = [];
    const order = [...ROUTE_TABLE].sort((a, b) => Number(a.ends ?? 0) - Number(b.ends ?? 0));
    for (const row of order) {
      const possessions = row.admin ? world.others : world.owner;
      const caller = row.endsCaller ? await registerUser(world.app) : possessions.user;
      const ids = await idsOf(row, possessions, row.ends);
      const answer = await call(row, caller, ids, { token: row.scope === 'public' ? undefined : caller.token });
      const isExpected = row.answers ? row.answers.includes(answer.status) : answer.status < 300;
      if (!isExpected) wrong.push(`${nameOf(row)}: ${answer.status} ${textOf(answer).slice(0, 300)}`);
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});

const textOf = ({ body }: Answer): string => (typeof body === 'string' ? body : JSON.stringify(body));
