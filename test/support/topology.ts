/**
 * How many servers a suite talks to. `TEST_TOPOLOGY=replicas npm test` puts two of them, on one PostgreSQL and one Redis,
 * behind a proxy that sends every request to the next one; the suites below are about one process and stay out of it.
 */
export const isReplicas = process.env.TEST_TOPOLOGY === 'replicas';
