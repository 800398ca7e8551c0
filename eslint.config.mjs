/** Rules a machine can keep: types are honest, promises are awaited, writes go through the write queue, the network through its adapter. */
import tseslint from 'typescript-eslint';

const houseStyle = [
  { selector: 'ExportDefaultDeclaration', message: 'No default exports: a thing has one name everywhere.' },
  { selector: 'CallExpression[callee.name="forwardRef"]', message: 'No forwardRef: a cycle is cut, not hidden.' },
];
const environment = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'Only src/config reads the environment: inject a slice of the configuration.',
};
const readerWrites = {
  selector:
    'CallExpression[callee.property.name=/^(save|insert|update|delete|remove|upsert|increment|decrement|clear|softDelete|restore|query)$/] > MemberExpression.callee MemberExpression[property.name="reader"]',
  message: 'The reader only reads: write through database.write or database.batch.',
};
const network = {
  selector: 'CallExpression[callee.name="fetch"]',
  message: 'What a user asks for is fetched by SafeFetch (platform/outbound): others would bypass its guards.',
};
/** Modules that only one place may import, and why. */
const writeDoor = [
  {
    name: 'typeorm',
    importNames: ['DataSource', 'Repository'],
    message:
      'Writes go through database.write and database.batch: a data source or repository of its own bypasses the queue.',
  },
  { name: '@nestjs/typeorm', message: 'Inject Database (platform/database): a repository bypasses the write queue.' },
  { name: 'better-sqlite3', message: 'Only platform/database (and the search workers, reading) open the database.' },
  { name: 'pg', message: 'Only platform/database (and the search workers, reading) open the database.' },
];
const httpClients = ['undici', 'openai', 'axios', 'node:http', 'node:https'].map((name) => ({
  name,
  message: 'What a user asks for is fetched by SafeFetch (platform/outbound), models are called by platform/llm.',
  allowTypeImports: true,
}));

/** Of node:http, what calls out. */
const CALLS_OUT = ['default', 'request', 'get', 'Agent', 'globalAgent', 'ClientRequest'];
const forListening = (client) => (client.name === 'node:http' ? { ...client, importNames: CALLS_OUT } : client);

const mistakes = Object.fromEntries(
  [
    'for-direction',
    'no-async-promise-executor',
    'no-constant-condition',
    'no-cond-assign',
    'no-dupe-else-if',
    'no-duplicate-case',
    'no-loss-of-precision',
    'no-self-assign',
    'no-self-compare',
    'no-template-curly-in-string',
    'no-unreachable-loop',
    'no-unsafe-finally',
    'no-unsafe-optional-chaining',
    'no-unused-expressions',
    'no-useless-escape',
    'prefer-const',
    'no-var',
  ].map((rule) => [rule, 'error']),
);
mistakes['no-constant-condition'] = ['error', { checkLoops: false }];

const restrictImports = (...paths) => ['error', { paths }];
const restrictSyntax = (...rules) => ['error', ...houseStyle, ...rules];

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'coverage/', 'node_modules/', 'bench/', 'openapi.json'] },
  {
    files: ['src/**/*.{ts,tsx}', 'migrations/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      // Class tokens of ports are abstract classes used as types and values alike.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/no-empty-object-type': 'error',
      '@typescript-eslint/only-throw-error': 'off',
      ...mistakes,
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', { max: 7 }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': restrictSyntax(environment, readerWrites, network),
      '@typescript-eslint/no-restricted-imports': restrictImports(...writeDoor, ...httpClients),
    },
  },
  { files: ['src/config/**/*.ts'], rules: { 'no-restricted-syntax': restrictSyntax(readerWrites, network) } },
  {
    files: ['src/platform/database/**/*.ts', 'src/cli/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': restrictImports(...httpClients) },
  },
  {
    files: ['src/platform/search/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictImports(...writeDoor.slice(0, 2), ...httpClients),
    },
  },
  {
    files: ['src/platform/llm/**/*.ts', 'src/platform/embeddings/**/*.ts', 'src/platform/outbound/**/*.ts'],
    rules: {
      'no-restricted-syntax': restrictSyntax(environment, readerWrites),
      '@typescript-eslint/no-restricted-imports': restrictImports(...writeDoor),
    },
  },
  {
    // The command line talks to its own server and, for the doctor, asks the configured ones whether they are there.
    files: ['src/cli/**/*.ts'],
    rules: { 'no-restricted-syntax': restrictSyntax(environment, readerWrites) },
  },
  {
    // Listening is not calling out: the edge needs the types and the server of node:http.
    files: ['src/main.ts', 'src/application.ts', 'src/http/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': restrictImports(...writeDoor, ...httpClients.map(forListening)),
    },
  },
  {
    // The page runs in a browser: what it calls is its own server, held there by its policy.
    files: ['src/console/page/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': restrictSyntax(environment), '@typescript-eslint/no-restricted-imports': 'off' },
  },
  // A migration is written once, read as a list of tables and never touched again.
  { files: ['migrations/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      'no-restricted-syntax': restrictSyntax(),
      '@typescript-eslint/no-restricted-imports': 'off',
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500 }],
    },
  },
  // Tests of scripts: typed for their readers, outside of the project's types.
  {
    files: ['scripts/**/*.spec.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    rules: { '@typescript-eslint/ban-ts-comment': 'error' },
  },
  {
    files: ['scripts/**/*.mjs', '*.mjs'],
    rules: { 'no-undef': 'error', 'no-unused-vars': 'error', 'no-empty': 'error', ...mistakes },
    languageOptions: {
      globals: Object.fromEntries(
        ['process', 'console', 'fetch', 'URL', 'setTimeout', 'setInterval', 'Buffer'].map((name) => [name, 'readonly']),
      ),
    },
  },
);
