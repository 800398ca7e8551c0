/** Fails, naming each, when PostgreSQL or Redis cannot be used by the tests. */
import { CHROMIUM, postgresProblem, redisProblem } from './services.mjs';

const problems = [
  ['PostgreSQL', await postgresProblem()],
  ['Redis', await redisProblem()],
  ['Chromium', CHROMIUM ? undefined : 'not found; set TEST_CHROMIUM'],
].filter(([, problem]) => problem);
for (const [name, problem] of problems) console.error(`FAIL ${name}: ${problem}`);
process.exit(problems.length ? 1 : 0);
