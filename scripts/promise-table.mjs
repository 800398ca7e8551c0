/** The promises, the suites that hold each, and the document that says what was seen. */

const DATABASES = 'each on SQLite and PostgreSQL';

/**
 * `tests`: paths of suites, or beginnings of them; every one must have run. `rounds`: [short form, long form].
 */
export const PROMISES = [
  {
    promise: 'An acknowledged message is never lost.',
    limits: 'Acknowledged: a 2xx or the `turn-start` event. Power loss: on a disk that honours fsync.',
    tests: [
      'test/e2e/crash/kill.spec.ts',
      'test/e2e/approval/crash.spec.ts',
      'test/e2e/rag/kill.spec.ts',
      'test/e2e/writers/',
      'test/e2e/database/disk-full.spec.ts',
      'test/e2e/replicas/kill.spec.ts',
    ],
    rounds: ['200 kills (40 of them on PostgreSQL, of both servers) and a SIGTERM under 8 writers', '3,000 kills'],
  },
  {
    promise: 'No request reads or changes what is of another user.',
    limits: 'An administrator sees accounts and the audit log, never messages.',
    tests: ['test/promises/isolation/', 'test/e2e/memory-facts/privacy.spec.ts'],
    rounds: ['every route × every id × every kind of caller', 'the same'],
  },
  {
    promise: 'Every turn ends in exactly one of complete, incomplete, failed; what was streamed is what is saved.',
    limits: '',
    tests: [
      'test/e2e/chat/faults.spec.ts',
      'test/promises/faults/every-event.spec.ts',
      'test/promises/faults/random-faults.spec.ts',
      'test/promises/faults/clock.spec.ts',
      'test/e2e/chat/ask.spec.ts',
    ],
    rounds: [
      '22 faults × 8 places (every event of an answer) and 19 without a stream, × 2 ways; 30 random faults',
      '1,000 random faults',
    ],
  },
  {
    promise: 'An upstream fault becomes a typed error within the idle limit + 2 s.',
    limits: 'Two retries at most, before the first token; Retry-After up to 30 s.',
    tests: [
      'test/contracts/chat-model-faults.spec.ts',
      'test/contracts/chat-model-fallback.spec.ts',
      'test/e2e/chat/faults.spec.ts',
      'test/promises/faults/every-event.spec.ts',
      'test/promises/faults/random-faults.spec.ts',
    ],
    rounds: [
      '22 faults × 8 places (every event of an answer) and 19 without a stream, × 2 ways; 30 random faults',
      '1,000 random faults',
    ],
  },
  {
    promise: 'The same Idempotency-Key makes one turn and one bill.',
    limits: 'Within 24 h.',
    tests: ['test/e2e/chat/idempotency.spec.ts', 'src/platform/database/idempotency.spec.ts'],
    rounds: ['50 at once', 'the same'],
  },
  {
    promise: 'Stop stops; leaving does not, and coming back shows all of it once.',
    limits: 'Stop: within 1 s. After a kill: as incomplete, with the text that was saved.',
    tests: [
      'test/e2e/chat/resume.spec.ts',
      'test/e2e/chat/behind-the-answer.spec.ts',
      'test/contracts/turn-log.spec.ts',
    ],
    rounds: ['', ''],
  },
  {
    promise: 'A restart cuts no stream silently.',
    limits: 'Shutdown within 10 s.',
    tests: ['test/e2e/chat/shutdown.spec.ts', 'test/e2e/edge/shutdown.spec.ts', 'test/e2e/replicas/rolling.spec.ts'],
    rounds: ['', ''],
  },
  {
    promise: 'Ingestion always reaches an end state and is never half visible.',
    limits: '',
    tests: [
      'test/e2e/rag/kill.spec.ts',
      'test/e2e/rag-formats/jobs.spec.ts',
      'test/contracts/job-queue.spec.ts',
      'test/promises/faults/clock.spec.ts',
    ],
    rounds: ['3 kills while 400 documents are read', '30 kills'],
  },
  {
    promise: 'The server never connects to a private address for a user.',
    limits: 'Unless the administrator listed it (`OUTBOUND_ALLOW`).',
    tests: [
      'test/promises/outbound/every-feature.spec.ts',
      'test/promises/outbound/mcp-servers.spec.ts',
      'src/platform/outbound/safe-fetch.spec.ts',
    ],
    rounds: [
      '95 forms, redirects to each and names that turn × 3 features; 95 forms × 4 ways of a tool server; a search engine and a model server',
      'the same',
    ],
  },
  {
    promise: 'A revoked credential is dead within 1 s.',
    limits: 'On REST, streams and API keys.',
    tests: ['test/e2e/auth/'],
    rounds: ['', ''],
  },
  {
    promise: 'It refuses to start unsafe, and names the variable.',
    limits: '',
    tests: [
      'test/e2e/config/refusals.spec.ts',
      'src/config/load-environment.spec.ts',
      'src/config/configuration.spec.ts',
    ],
    rounds: ['', ''],
  },
  {
    promise: 'No secret and no message text in logs; no secret in a prompt.',
    limits: 'At every level.',
    tests: ['test/promises/agency/'],
    rounds: ['', ''],
  },
  {
    promise: 'One file, stream or query cannot take the service down.',
    limits: 'See [limits](limits.md). A reader that does not read costs 0.5 MB at most.',
    tests: [
      'test/e2e/rag-formats/hostile.spec.ts',
      'test/e2e/chat/backpressure.spec.ts',
      'test/e2e/edge/',
      'src/config/limits-document.spec.ts',
      'test/promises/fuzz/',
      'test/e2e/together/',
    ],
    rounds: [
      '1,000 requests an operation, half of them on each database, and null for each member; 1,440 operations of one account by 24 clients, and 12 accounts deleted in the middle of theirs, on each',
      '1,000 requests an operation, 24,000 operations of one account, and 100 accounts, on each',
    ],
  },
  {
    promise: 'An upgrade loses no row.',
    limits: 'Backup first (SQLite), all or nothing.',
    tests: [
      'test/promises/crash/migration-kill.spec.ts',
      'test/e2e/database/migrations.spec.ts',
      'test/e2e/database/starting.spec.ts',
      'test/e2e/backup/',
      'test/e2e/move/',
    ],
    rounds: ['5 kills within the migration of a past release', 'a kill at every step of it'],
  },
  {
    promise: 'A dependency with a known high or critical hole does not ship.',
    limits:
      'Known to the registry, or to the list in `scripts/advisories.json` where that does not answer; `npm run check` says which.',
    tests: ['scripts/supply-chain.spec.ts'],
    rounds: ['', ''],
  },
].map((one, i) => ({ number: i + 1, ...one }));

/** What a run says about each promise. `results`: { date, long, suites: [{ file, passed, failed, skipped }] }. */
export function evidenceOf({ suites, long }) {
  return PROMISES.map(({ tests, rounds, ...promise }) => {
    const found = tests.map((path) => suites.filter(({ file }) => covers(path, file)));
    // A suite all of whose tests were left out has not run.
    const lacking = tests.filter((_, i) => !found[i].some(({ passed, failed }) => passed + failed > 0));
    const all = [...new Set(found.flat())];
    const sum = (count) => all.reduce((sum, suite) => sum + suite[count], 0);
    const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(sum);
    const held = passed > 0 && failed === 0 && lacking.length === 0;
    return { ...promise, tests, rounds: rounds[long ? 1 : 0], passed, failed, skipped, lacking, held };
  });
}

/** Whether a promise rests on that suite. */
export function isOfPromise(file) {
  return PROMISES.some(({ tests }) => tests.some((path) => covers(path, file)));
}

/**
 * How long the suites of the promises took: each for itself, added up, and from the beginning of the first to the end of
 * the last, several at a time and others beside them. Seconds; undefined where the run did not say.
 */
export function timeOf({ suites }) {
  const timed = suites.filter(({ file, began, ended }) => began && ended && isOfPromise(file));
  if (!timed.length) return undefined;
  const seconds = (ms) => Math.round(ms / 1000);
  return {
    sum: seconds(timed.reduce((sum, { began, ended }) => sum + ended - began, 0)),
    wall: seconds(Math.max(...timed.map(({ ended }) => ended)) - Math.min(...timed.map(({ began }) => began))),
  };
}

function covers(path, file) {
  return file === path || (path.endsWith('/') && file.startsWith(path));
}

/** `mutants`: what the last whole run of `npm run test:mutants` saw, { date, asked, killed, how }. */
export function toDocument(evidence, { date, long, missing = [], suites }, command, mutants) {
  const time = timeOf({ suites });
  const rows = evidence.map(({ number, promise, limits, tests, passed, failed, skipped, lacking, rounds, held }) => {
    const files = tests.map((path) => (lacking.includes(path) ? `\`${path}\` **did not run**` : `\`${path}\``));
    const told = [`${passed} passed`, failed ? `**${failed} failed**` : '', skipped ? `${skipped} left out` : ''];
    const result = held ? 'held' : '**not held**';
    return `| ${number} | ${promise} ${limits} | ${files.join('<br>')} | ${rounds} | ${told.filter(Boolean).join(', ')} | ${result} |`;
  });
  return [
    '# The promises, and what was seen',
    '',
    'Written by `npm run test:promises`; do not edit. A promise is held where every suite of it ran and no test of it failed. A broken promise is a security bug: see [SECURITY.md](../SECURITY.md).',
    '',
    `Seen on ${date.slice(0, 10)} with \`${command}\` (${long ? 'long' : 'short'} form), ${DATABASES} where a database is concerned.`,
    ...missing.map((line) => `\nLeft out: ${line}`),
    '',
    '| | promise and its limits | suites | rounds | tests | result |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
    ...(time ? [toTime(time), ''] : []),
    ...(mutants ? [toMutants(mutants), ''] : []),
    `The long form: \`npm run test:promises -- --long\`. It takes hours: ${PROMISES.filter(
      ({ rounds: [short, all] }) => short !== all && all !== 'the same',
    )
      .map(({ number, rounds: [, all] }) => `${all} (${number})`)
      .join(', ')}.`,
    '',
  ].join('\n');
}

/** Several suites run at a time; in `npm test` those of the promises come first. */
function toTime({ sum, wall }) {
  return `These suites took ${inMinutes(sum)} one after another; several at a time they were done in ${inMinutes(wall)}.`;
}

function inMinutes(seconds) {
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function toMutants({ date, asked, killed, how }) {
  return `That the suite of promise 2 can fail: one guard or owner filter at a time was taken away (\`${how}\`, ${date}); ${killed} of ${asked} were noticed.`;
}
