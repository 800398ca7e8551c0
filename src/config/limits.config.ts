import type { Environment } from './variables.js';

/** What one caller may use. */
export class LimitsConfig {
  readonly rateLimit: boolean;
  readonly requestsPerMinute: number;
  readonly bodyBytes: number;
  readonly fileBytes: number;
  readonly fileQuotaBytes: number;
  readonly documentQuota: number;
  /** Processes that read documents at once. */
  readonly documentReaders: number;

  constructor(env: Environment) {
    this.rateLimit = env.RATE_LIMIT;
    this.requestsPerMinute = env.RATE_LIMIT_PER_MINUTE;
    this.bodyBytes = env.BODY_LIMIT_BYTES;
    this.fileBytes = env.FILE_LIMIT_BYTES;
    this.fileQuotaBytes = env.FILE_QUOTA_BYTES;
    this.documentQuota = env.DOCUMENT_QUOTA;
    this.documentReaders = env.DOCUMENT_READERS;
  }
}
