/**
 * Promise 13, asked of every operation of the description with good, nearly good and hostile requests: a thousand an
 * operation, shared out among the databases; TEST_LONG=1: as many on each. Each request has a seed; what fails is printed with it, and
 * `TEST_SEED=<seed> TEST_FUZZ='<operation>#<number>'` asks that one alone.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { probe } from '../../support/probe.js';
import { type TestDatabase, testDatabases } from '../../support/test-databases.js';
import { MatrixWorld } from '../isolation/matrix-world.js';
import { STRINGS } from './corpus.js';
import { problemOf } from './judge.js';
import { Askers, type Operation, operationsOf } from './operations.js';
import { Random } from './random.js';
import { toWire, vary } from './vary.js';
import { Wire } from './wire.js';

const isLong = process.env.TEST_LONG === '1';
const REQUESTS = Number(process.env.TEST_FUZZ_REQUESTS ?? 1000);
const SEED = process.env.TEST_SEED ?? '1';
const ONLY = process.env.TEST_FUZZ;
/** Each copies the whole database. */
const COSTLY: Readonly<Record<string, number>> = { 'POST /api/admin/backup': 2 };
/** Requests of one operation that are under way at once. */
const ABREAST = 4;
const HOURS_MS = 3 * 3600 * 1000;

/** Left out where the database is. */
export function fuzzOn(database: TestDatabase): void {
  const databases = testDatabases();
  const at = databases.indexOf(database);
  if (at < 0) describe.skip(`fuzz on ${database}`, () => it('runs where TEST_DATABASES names it', () => undefined));
  else if (isLong) fuzz(database, 0, REQUESTS);
  else
    fuzz(
      database,
      Math.floor((at * REQUESTS) / databases.length),
      Math.floor(((at + 1) * REQUESTS) / databases.length),
    );
}

/** Of each operation the requests from number `first` to the one before `end`. */
const fuzz = (database: TestDatabase, first: number, end: number) =>
  describe(`fuzz on ${database}, seed ${SEED}`, () => {
    let world: MatrixWorld;
    let wire: Wire;
    let askers: Askers;
    let operations: Operation[];

    beforeAll(async () => {
      world = await MatrixWorld.start(database);
      await Promise.all([world.owner.all(), world.others.all()]);
      await world.owner.settled();
      wire = new Wire(world.app.url);
      askers = new Askers(world);
      operations = operationsOf((await world.app.call('GET', '/openapi.json')).body);
    }, 300_000);
    afterAll(async () => {
      wire.close();
      await world.stop();
    });

    /** Undefined, or what one request found. */
    async function ask(operation: Operation, n: number): Promise<string | undefined> {
      const random = new Random(`${SEED} ${operation.route} ${n}`);
      const row = random.pick(operation.rows);
      const request = vary(await askers.draft(operation, row), random);
      const answer = await wire.send(request).catch((error: Error) => error.message);
      if (typeof answer === 'string') return `${told(operation, n)}: ${answer}\n  ${request.method} ${request.path}`;
      if (row.endsCaller && (answer.status < 300 || answer.status === 401)) askers.forget(row);
      const problem = problemOf(request.method, answer);
      return (
        problem &&
        `${told(operation, n)}: ${problem}\n  ${request.method} ${request.path.slice(0, 300)} ${String(request.body ?? '').slice(0, 300)}`
      );
    }

    const told = ({ route }: Operation, n: number) => `TEST_SEED=${SEED} TEST_FUZZ='${route}#${n}'`;

    async function askAll(operation: Operation): Promise<string[]> {
      const found: string[] = [];
      const numbers = Array.from({ length: COSTLY[operation.route] ?? end - first }, (_, n) => first + n);
      const wanted = numbers.filter((n) => !ONLY || ONLY === `${operation.route}#${n}`);
      const next = async (): Promise<void> => {
        for (let n = wanted.shift(); n !== undefined; n = wanted.shift()) {
          const problem = await ask(operation, n);
          if (problem) found.push(problem);
        }
      };
      await Promise.all(Array.from({ length: ABREAST }, next));
      return found;
    }

    it('has good requests for every operation', () => {
      expect(operations.filter(({ rows }) => !rows.length).map(({ route }) => route)).toEqual([]);
      expect(operations.length).toBeGreaterThan(90);
    });

    it(
      'answers everything, in its own words',
      async () => {
        const found: string[] = [];
        for (const operation of operations) found.push(...(await askAll(operation)));
        expect(found).toEqual([]);
        expect(world.app.pids.every((pid) => process.kill(pid, 0))).toBe(true);
        expect((await world.app.call('GET', '/health/live')).status).toBe(200);
        expect((await probe(world.app)).changed).toEqual([]);
        expect(world.app.logs()).not.toMatch(/unhandled|uncaught/i);
      },
      isLong ? HOURS_MS : 600_000,
    );

    // What is optional may be null by its check; what the code behind makes of it is another matter.
    it('takes or refuses null for every member of every body', async () => {
      const found: string[] = [];
      for (const operation of operations) {
        for (const field of operation.fields) {
          for (const row of operation.rows.filter(({ raw }) => !raw)) {
            const draft = await askers.draft(operation, row);
            const request = toWire({ ...draft, json: { ...draft.json, [field]: null } });
            const answer = await wire.send(request);
            if (row.endsCaller && answer.status < 300) askers.forget(row);
            const problem = problemOf(request.method, answer);
            if (problem) found.push(`${operation.route} ${String(request.body)}: ${problem}`);
          }
        }
      }
      expect(found).toEqual([]);
    }, 300_000);

    it('outlives bytes that are no HTTP', async () => {
      const host = `Host: x\r\n`;
      const raw = [
        ...STRINGS.slice(0, 80).map((text) => `GET / HTTP/1.1\r\n${host}X-Odd: ${text}\r\n\r\n`),
        `GET /${'x'.repeat(70_000)} HTTP/1.1\r\n${host}\r\n`,
        `POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        `POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: -1\r\n\r\n`,
        `POST /api/auth/login HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
        `POST /api/auth/login HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
        `GET http://127.0.0.1/api/auth/me HTTP/1.1\r\n${host}\r\n`,
        'GET / HTTP/9.9\r\n\r\n',
        '\0\0\0\0',
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      ];
      const answers = await Promise.all(raw.map((bytes) => wire.raw(Buffer.from(bytes, 'utf8'))));
      expect(answers.filter((text) => /^HTTP\/1\.1 5\d\d/.test(text) && !text.startsWith('HTTP/1.1 505'))).toEqual([]);
      expect(answers.filter((text) => /X-Injected/i.test(text))).toEqual([]);
      expect((await world.app.call('GET', '/health/live')).status).toBe(200);
      expect((await probe(world.app)).changed).toEqual([]);
    }, 60_000);
  });
