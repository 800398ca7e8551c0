import { resolve } from 'node:path';
import type { Environment } from './variables.js';

/** What administrators may have watched. */
export class SourcesConfig {
  /** Absolute path of the folder under which watched folders must lie; undefined where none may be. */
  readonly root?: string;

  constructor({ SOURCES_ROOT }: Pick<Environment, 'SOURCES_ROOT'>) {
    this.root = SOURCES_ROOT === '' ? undefined : resolve(SOURCES_ROOT);
  }
}
