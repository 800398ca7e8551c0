/** Fails, naming each, when PostgreSQL or Redis cannot be used by the tests. */
import { postgresProblem, redisProblem } from './services.mjs';

const problems = [
  ['PostgreSQL', await postgresProblem()],
  ['Redis', await redisProblem()],
].filter(([, problem]) => problem);
for (const [name, problem] of problems) console.error(`FAIL ${name}: ${problem}`);
process.exit(problems.length ? 1 : 0);
