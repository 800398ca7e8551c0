/** The floors of docs/architecture.md as rules: imports go down only. One rule, one reason. */
const TOP = '^src/[^/]+\\.ts$|^src/cli/';
const room = (...names) => `^src/(${names.join('|')})/`;
const UPPER = {
  7: room('openai', 'chatkit', 'realtime'),
  6: room('openai', 'chatkit', 'realtime', 'chat'),
  5: room('openai', 'chatkit', 'realtime', 'chat', 'tools'),
  4: room('openai', 'chatkit', 'realtime', 'chat', 'tools', 'memory', 'rag', 'files', 'audio', 'speech', 'video'),
  3: room(
    'openai',
    'chatkit',
    'realtime',
    'chat',
    'tools',
    'memory',
    'rag',
    'files',
    'audio',
    'speech',
    'video',
    'session',
    'stats',
    'settings',
  ),
  2: room(
    'openai',
    'chatkit',
    'realtime',
    'chat',
    'tools',
    'memory',
    'rag',
    'files',
    'audio',
    'speech',
    'video',
    'session',
    'stats',
    'settings',
    'auth',
  ),
};
const above = (floor) => `${TOP}|${UPPER[floor]}`;
const notTests = { pathNot: '\\.spec\\.ts$' };
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { ...notTests, ...from }, to });

/** Ports and modules of the platform which every room of it may use; the others keep to themselves. */
const SHARED_PLATFORM =
  '^src/platform/(database/(database|postgres-channel|statement|constraint-errors|lock-owner|write-alone|execute-on|portable-columns|idempotency|idempotency\\.module)|events/[^/]+|clock/[^/]+|foreground/foreground|store/(key-value-store|store\\.module)|leader/(leader-rounds|term)|redis/(redis-link|redis\\.module)|signals/signals|search/(search-index|search-types|vector-store|analysis/.+)|tracing/tracer|llm/(chat-model|chat-event|chat-request|message-text|model-info|upstream-error))\\.ts$';

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'Two files that need each other are one thing in two places.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'floor-0-common',
      'common is plain TypeScript: it knows nothing of ours.',
      { path: '^src/common/' },
      { path: '^src/(?!common/)' },
    ),
    rule(
      'floor-1-config',
      'config is read by all and reads nothing but common.',
      { path: '^src/config/' },
      { path: '^src/(?!common/|config/)' },
    ),
    rule(
      'floor-2-platform',
      'Capabilities must not know who uses them.',
      { path: '^src/(platform|http)/' },
      { path: above(2) },
    ),
    rule('floor-3-auth', 'Who is asking does not depend on what is asked.', { path: '^src/auth/' }, { path: above(3) }),
    rule(
      'floor-4-session-stats',
      'Conversations and costs know nothing of memory, documents or turns.',
      { path: '^src/(session|stats|settings)/' },
      { path: above(4) },
    ),
    rule(
      'floor-5-knowledge',
      'Memory and documents serve the turn, they do not call it.',
      { path: room('memory', 'rag', 'files', 'audio', 'speech', 'video') },
      { path: above(5) },
    ),
    rule(
      'floor-6-tools',
      'A tool is called by the turn and never calls it.',
      { path: '^src/tools/' },
      { path: above(6) },
    ),
    rule(
      'floor-7-chat',
      'The turn does not know by which door it was entered.',
      { path: '^src/chat/' },
      { path: above(7) },
    ),
    rule(
      'console-serves-files',
      'The console is a client of the API: its server half hands out files and knows no room.',
      { path: '^src/console/(?!page/)' },
      { path: '^src/(?!console/(?!page/)|common/|config/|http/)' },
    ),
    rule(
      'page-alone',
      'The page runs in a browser and is written against the HTTP contract.',
      { path: '^src/console/page/' },
      { path: '^src/(?!console/page/)' },
    ),
    rule(
      'top-is-not-imported',
      'main, app and cli put the house together; nothing stands on them.',
      { path: '^src/[^/]+/', pathNot: '^src/cli/|\\.spec\\.ts$' },
      { path: TOP },
    ),
    rule(
      'same-floor-session-stats',
      'Rooms of one floor do not know each other: what must pass is an event.',
      { path: '^src/(session|stats|settings)/' },
      { path: '^src/(session|stats|settings)/', pathNot: '^src/$1/' },
    ),
    rule(
      'same-floor-knowledge',
      'Rooms of one floor do not know each other: what must pass is an event.',
      { path: room('memory', 'rag', 'audio', 'speech', 'video') },
      { path: room('memory', 'rag', 'audio', 'speech', 'video'), pathNot: '^src/$1/' },
    ),
    rule(
      'same-floor-platform',
      'A platform room uses only the ports of another.',
      { path: '^src/platform/([^/]+)/' },
      { path: '^src/platform/', pathNot: `^src/platform/$1/|${SHARED_PLATFORM}` },
    ),
    rule(
      'platform-not-edge',
      'Capabilities serve the command line and workers too: they know no HTTP, but may register a check or a metric.',
      { path: '^src/platform/' },
      { path: '^src/http/', pathNot: '^src/http/(health/health-registry|metrics/metrics-registry)\\.ts$' },
    ),
    rule(
      'own-entities-only',
      'A table belongs to one room; others hold its ids.',
      { path: '^src/([^/]+)/(?!.*\\.entity\\.ts$)', pathNot: '^src/platform/|\\.spec\\.ts$' },
      { path: '\\.entity\\.ts$', pathNot: '^src/$1/' },
    ),
    rule(
      'no-entity-across-rooms',
      'Foreign keys are ids: no inverse relations, no cycles.',
      { path: '^src/([^/]+)/.*\\.entity\\.ts$' },
      { path: '\\.entity\\.ts$', pathNot: '^src/$1/' },
    ),
    rule(
      'adapters-by-port',
      'Outsiders import a port or a module, never an adapter: it could not be exchanged.',
      { path: '^src/', pathNot: '^src/platform/|^src/cli/|^src/schema\\.ts$|\\.spec\\.ts$' },
      {
        path: '^src/platform/',
        pathNot: `\\.module\\.ts$|\\.entity\\.ts$|${SHARED_PLATFORM}|^src/platform/(queue/job-[^/]+|queue/job-queue|files/(file-store|sniff-type|decode-text)|outbound/(safe-fetch|trusted-fetch|fetch-fault)|turn-log/(turn-log|turn-event)[^/]*|embeddings/(embedding-model|reranker))\\.ts$`,
      },
    ),
    rule(
      'environment-by-config',
      'Only config reads .env files and the environment.',
      { path: '^src/(?!config/)' },
      { path: '^(node_modules/)?dotenv' },
    ),
    rule(
      'no-tests-in-product',
      'Product code does not import tests.',
      { path: '^(src|migrations)/' },
      { path: '^test/|\\.spec\\.ts$' },
    ),
    rule(
      'no-dev-dependencies',
      'What runs in production is installed in production.',
      // The page is bundled when it is built; nothing of its packages is loaded by the server.
      { path: '^(src|migrations)/', pathNot: '^src/console/page/|\\.spec\\.ts$' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'not-resolvable',
      'An import that leads nowhere fails at start.',
      { path: '^(src|migrations|test)/', pathNot: '^$' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
