/** Fetches pages whose URL a user named, for reading. It must not know documents or rows. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { LimitsConfig } from '../../config/limits.config.js';
import { worthRetrying } from '../../platform/outbound/fetch-fault.js';
import { type Fetched, SafeFetch } from '../../platform/outbound/safe-fetch.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { ExtractionHint } from './extraction.js';

/** Attempts of a job in which a fault that may pass is left to the next attempt. */
const PATIENT_ATTEMPTS = 2;
const ACCEPT = 'text/html, text/markdown, text/plain, application/pdf, application/json, */*;q=0.5';

export interface WebPage {
  body: Buffer;
  hint: ExtractionHint;
}

@Injectable()
export class WebPages {
  constructor(
    private readonly outbound: SafeFetch,
    private readonly limits: LimitsConfig,
  ) {}

  /** Throws an AppError where trying again is of no use. */
  async fetch(url: string, { attempt, signal }: Pick<RunningJob, 'attempt' | 'signal'>): Promise<WebPage> {
    try {
      return toPage(await this.request(url, {}, signal));
    } catch (error) {
      if (attempt <= PATIENT_ATTEMPTS && worthRetrying(error)) throw new PassingFault(error as AppError);
      throw error;
    }
  }

  /** The answer as it is, whatever its status; `headers` make it conditional. */
  request(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Fetched> {
    return this.outbound.fetch(url, {
      headers: { accept: ACCEPT, ...headers },
      maxBytes: this.limits.fileBytes,
      signal,
    });
  }
}

/** Has the queue try the job again. */
class PassingFault extends Error {
  constructor(cause: AppError) {
    super(cause.message, { cause });
  }
}

function toPage({ url, status, headers, body }: Fetched): WebPage {
  if (status < 200 || status > 299) throw refusal(status);
  const charset = /charset\s*=\s*"?([\w:.-]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return { body, hint: { name, charset, isPage: true } };
}

function refusal(status: number): AppError {
  const passing = status === 429 || status >= 500;
  return new AppError('fetch_failed', `The page answered with status ${status}.`, passing ? { retryAfter: 1 } : {});
}
