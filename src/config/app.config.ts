import { resolve } from 'node:path';
import type { Environment } from './variables.js';

/** Where and how the server runs. */
export class AppConfig {
  readonly nodeEnv: Environment['NODE_ENV'];
  readonly isProduction: boolean;
  readonly role: Environment['RAI_ROLE'];
  /** Does background work: jobs, sweeps, roll-ups, indexing. */
  readonly runsJobs: boolean;
  readonly host: string;
  readonly port: number;
  /** Absolute path. */
  readonly dataDir: string;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: string;
  readonly swaggerEnabled: boolean;
  readonly shutdownDrainMs: number;
  readonly shutdownGraceMs: number;
  readonly metricsToken: string;
  readonly logLevel: Environment['LOG_LEVEL'];
  /** Absolute path, or undefined where no file is written. */
  readonly logFile?: string;

  constructor(env: Environment) {
    this.nodeEnv = env.NODE_ENV;
    this.isProduction = env.NODE_ENV === 'production';
    this.role = env.RAI_ROLE;
    this.runsJobs = env.RAI_ROLE !== 'api';
    this.host = env.RAI_API_HOST;
    this.port = env.RAI_API_PORT;
    this.dataDir = resolve(env.DATA_DIR);
    this.corsOrigins = env.CORS_ORIGINS;
    this.trustProxy = env.TRUST_PROXY;
    this.swaggerEnabled = env.SWAGGER_ENABLED ?? !this.isProduction;
    this.shutdownDrainMs = env.SHUTDOWN_DRAIN_MS;
    this.shutdownGraceMs = env.SHUTDOWN_GRACE_MS;
    this.metricsToken = env.METRICS_TOKEN;
    this.logLevel = env.LOG_LEVEL;
    this.logFile = env.LOG_FILE === 'off' ? undefined : resolve(env.LOG_FILE ?? `${this.dataDir}/logs/rai.log`);
  }
  /** The same for a command beside the server, which leaves background work to it. */
  withoutJobs(): AppConfig {
    return Object.assign(Object.create(AppConfig.prototype) as AppConfig, this, { runsJobs: false });
  }
}
