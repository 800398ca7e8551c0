import type { ConfigProblem } from './load-environment.js';
import type { Environment } from './variables.js';

/** A bucket and how it is reached. */
export interface S3Settings {
  bucket: string;
  /** Begins every key: empty or ending in a slash. */
  prefix: string;
  region: string;
  /** Undefined: Amazon's own. */
  endpoint?: string;
  forcePathStyle: boolean;
  /** Undefined: as the machine provides them (a role, the environment of Amazon's tools). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Where the bytes of files are kept. */
export class FilesConfig {
  /** Undefined: in DATA_DIR. */
  readonly s3?: S3Settings;

  constructor(env: Environment) {
    if (env.S3_BUCKET === '') return;
    const prefix = env.S3_PREFIX.replace(/^\/+|\/+$/g, '');
    const credentials = { accessKeyId: env.S3_ACCESS_KEY_ID, secretAccessKey: env.S3_SECRET_ACCESS_KEY };
    this.s3 = {
      bucket: env.S3_BUCKET,
      prefix: prefix && `${prefix}/`,
      region: env.S3_REGION,
      endpoint: env.S3_ENDPOINT || undefined,
      forcePathStyle: env.S3_FORCE_PATH_STYLE ?? env.S3_ENDPOINT !== '',
      credentials: credentials.accessKeyId ? credentials : undefined,
    };
  }

  /** What contradicts itself, or undefined. */
  static problem(env: Environment): ConfigProblem | undefined {
    if (env.S3_ENDPOINT && !env.S3_BUCKET) return { variable: 'S3_BUCKET', problem: 'must be set with S3_ENDPOINT' };
    if (Boolean(env.S3_ACCESS_KEY_ID) === Boolean(env.S3_SECRET_ACCESS_KEY)) return undefined;
    const missing = env.S3_ACCESS_KEY_ID ? 'S3_SECRET_ACCESS_KEY' : 'S3_ACCESS_KEY_ID';
    return { variable: missing, problem: 'must be set: the key and its secret belong together' };
  }
}
