import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '../../src/common/ids.js';
import { PostgresChannel } from '../../src/platform/database/postgres-channel.js';
import { RedisRoad } from '../../src/platform/signals/redis-road.js';
import { SharedSignals } from '../../src/platform/signals/shared-signals.js';
import { freshPostgres, testDatabases } from '../support/test-databases.js';
import { OwnRedis, TestRedis, withRedis } from '../support/test-redis.js';
import { waitUntil } from '../support/wait-until.js';

interface Cluster {
  servers: SharedSignals[];
  /** Breaks every connection; they come back by themselves. */
  breakRoads?(): Promise<unknown>;
  close(): Promise<unknown>;
}

async function onPostgres(): Promise<Cluster> {
  const { url, drop } = await freshPostgres();
  const join = async () => {
    const signals = new SharedSignals();
    const channel = new PostgresChannel(url, 'rai_signals', (text) => signals.receive(text));
    await channel.open();
    signals.add(channel);
    return signals;
  };
  const breakRoads = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE '%signals'");
    await client.end();
  };
  return { servers: [await join(), await join(), await join()], breakRoads, close: drop };
}

async function onRedis(): Promise<Cluster> {
  const own = await OwnRedis.start();
  const redis = new TestRedis(own.url);
  const join = async () => {
    const link = await redis.link();
    const signals = new SharedSignals();
    signals.add(new RedisRoad(link, (text) => signals.receive(text)));
    return signals;
  };
  const servers = [await join(), await join(), await join()];
  const breakRoads = async () => {
    await own.kill();
    await own.start();
  };
  const close = async () => {
    await redis.close();
    await own.kill();
  };
  return { servers, breakRoads, close };
}

const ADAPTERS: [string, () => Promise<Cluster>][] = [
  ...(testDatabases().includes('postgres') ? [['PostgreSQL', onPostgres] as [string, typeof onPostgres]] : []),
  ...withRedis<[string, () => Promise<Cluster>]>(['Redis', onRedis]),
];

describe('Signals of a server that is alone', () => {
  it('reach nobody and harm nothing', async () => {
    const signals = new SharedSignals();
    expect(signals.reachesOthers).toBe(false);
    signals.send('user.deleted', { userId: newId() });
    await signals.close();
  });

  it('count once, whatever roads they take, and do not mind what they do not know', async () => {
    const [here, there] = [new SharedSignals(), new SharedSignals()];
    for (let road = 0; road < 2; road++) {
      const receive = (text: string) => [here, there].forEach((server) => server.receive(text));
      for (const server of [here, there]) server.add({ send: receive, close: async () => undefined });
    }
    const heard: unknown[] = [];
    there.on('user.deleted', (payload) => heard.push(payload));
    here.on('user.deleted', (payload) => heard.push(payload));
    here.send('user.deleted', { userId: 'u' });
    for (const text of ['', 'null', '{"topic":"unheard of","id":"1"}']) there.receive(text);
    expect(heard).toEqual([{ userId: 'u' }]);
  });
});

const describeEach = ADAPTERS.length
  ? describe.each(ADAPTERS)
  : describe.skip.each([['nothing', onRedis]] as typeof ADAPTERS);

describeEach('Signals over %s', (_, open) => {
  let cluster: Cluster;
  afterEach(async () => {
    for (const signals of cluster.servers) await signals.close();
    await cluster.close();
  });

  it('reach every other server, and come again after a break', async () => {
    cluster = await open();
    const [first, ...others] = cluster.servers as [SharedSignals, ...SharedSignals[]];
    const heard = cluster.servers.map(() => new Set<string>());
    cluster.servers.forEach((server, i) => {
      server.on('turn.stop', ({ userId, turnId }) => heard[i]!.add(`${userId} ${turnId}`));
    });
    first.send('turn.stop', { userId: 'u', turnId: 't' });
    await waitUntil('all have heard', 5000, async () => (heard[1]!.size && heard[2]!.size ? true : undefined));
    expect(heard.map((set) => [...set])).toEqual([[], ['u t'], ['u t']]);

    await cluster.breakRoads!();
    // Sent again and again, as who wants a turn to stop does: what comes first after the break is heard.
    await waitUntil('all hear again', 10_000, async () => {
      others[0]!.send('turn.stop', { userId: 'u', turnId: 'after' });
      return heard[0]!.has('u after') && heard[2]!.has('u after') ? true : undefined;
    });
  });

  it('arrive in order, however many are sent at once, also beside one that is too long', async () => {
    cluster = await open();
    const [first, second] = cluster.servers as [SharedSignals, SharedSignals];
    const heard: string[] = [];
    second.on('turn.stop', ({ turnId }) => heard.push(turnId));
    const sent = Array.from({ length: 1500 }, (_, i) => `t${i}`);
    for (const turnId of sent) {
      first.send('turn.stop', { userId: 'u', turnId });
      if (turnId === 't700') first.send('user.deleted', { userId: 'u'.repeat(9000) });
    }
    await waitUntil('the last is heard', 5000, async () => (heard.at(-1) === sent.at(-1) ? true : undefined));
    expect(heard).toEqual(sent);
  });
});
