/** Three sizes of tests: unit (beside the code), contracts (a port's suite on every adapter), e2e (the built app over HTTP). */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
  // Imports are written as Node wants them, `./x.js`; the sources are `./x.ts`.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // js first: the mapping above reaches into packages too, where ./index.js must not become index.ts or index.mjs.
  moduleFileExtensions: ['js', 'ts', 'mjs', 'json'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/', '<rootDir>/bench/results/'],
};

const project = (displayName, testMatch) => ({ ...shared, displayName, testMatch });

export default {
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  projects: [
    project('unit', [
      '<rootDir>/src/**/*.spec.ts',
      '<rootDir>/scripts/**/*.spec.ts',
      '<rootDir>/test/support/**/*.spec.ts',
    ]),
    project('contracts', ['<rootDir>/test/contracts/**/*.spec.ts']),
    project('e2e', ['<rootDir>/test/e2e/**/*.spec.ts', '<rootDir>/test/console/**/*.spec.ts']),
    project('promises', ['<rootDir>/test/promises/**/*.spec.ts']),
  ],
  // Starting the built app and hashing passwords on a busy machine; nothing asserts on time.
  testTimeout: 60_000,
};
