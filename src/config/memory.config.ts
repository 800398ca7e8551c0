import type { Environment } from './variables.js';

/** How memory learns and sums up. */
export class MemoryConfig {
  readonly extraction: Environment['MEMORY_EXTRACTION'];
  readonly summary: Environment['MEMORY_SUMMARY'];

  constructor(env: Environment) {
    this.extraction = env.MEMORY_EXTRACTION;
    this.summary = env.MEMORY_SUMMARY;
  }
}
