/**
 * Takes in a stream of documents, one JSON object a line. A batch is committed before more is read, so a fast sender
 * waits and memory stays flat. Bad lines are told, good ones kept.
 */
import { Injectable } from '@nestjs/common';
import { NDJSON_LINE_BYTES, ndjsonLines, withinNdjsonLimit } from '../../http/ndjson-lines.js';
import { AppError } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import type { JobError } from '../../platform/queue/job-queue.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import { IndexingJobs } from '../indexing/indexing-jobs.js';
import { parseBulkLine } from './bulk-line.js';
import { DocumentIntake } from './document-intake.js';
import type { IncomingDocument } from './incoming-document.js';

const BATCH_DOCUMENTS = 128;
const BATCH_BYTES = 1024 * 1024;
/** Rejections told one by one; the rest are counted in `rejected_total`. */
const REJECTIONS = 1000;

export interface BulkResult {
  accepted: number;
  /** The first thousand. */
  rejected: JobError[];
  rejectedTotal: number;
  jobId: string;
}

interface NumberedDocument {
  line: number;
  document: IncomingDocument;
}

@Injectable()
export class BulkIntake {
  constructor(
    private readonly intake: DocumentIntake,
    private readonly jobs: IndexingJobs,
    private readonly foreground: Foreground,
  ) {}

  /** Whatever ends the stream early, what was accepted before is indexed. */
  async take(owner: Owner, body: AsyncIterable<Uint8Array>): Promise<BulkResult> {
    const result: BulkResult = { accepted: 0, rejected: [], rejectedTotal: 0, jobId: newId() };
    let queued = 0;
    try {
      for await (const batch of this.batches(withinNdjsonLimit(body), result))
        queued += await this.accept(owner, batch, result);
    } finally {
      await this.jobs.enqueue(owner, result.jobId, queued);
    }
    return result;
  }

  private async *batches(body: AsyncIterable<Uint8Array>, result: BulkResult): AsyncGenerator<NumberedDocument[]> {
    let batch: NumberedDocument[] = [];
    let bytes = 0;
    const pause = this.foreground.slices();
    for await (const { number: line, text, fault } of ndjsonLines(body, NDJSON_LINE_BYTES)) {
      if (text === '') continue;
      await pause();
      try {
        if (fault) throw fault;
        const document = parseBulkLine(text);
        batch.push({ line, document });
        bytes += document.bytes;
      } catch (error) {
        reject(result, line, error);
      }
      if (batch.length < BATCH_DOCUMENTS && bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
    if (batch.length) yield batch;
  }

  /** A batch with a line that cannot be accepted (an unknown collection, the quota) is taken line by line. */
  private async accept(owner: Owner, batch: readonly NumberedDocument[], result: BulkResult): Promise<number> {
    try {
      await this.foreground.slice();
      const documents = batch.map(({ document }) => document);
      const accepted = await this.intake.accept(owner, documents, result.jobId);
      result.accepted += batch.length;
      return accepted.filter(({ existing, waits }) => !existing && !waits).length;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (batch.length > 1) return this.acceptHalves(owner, batch, result);
      reject(result, batch[0]!.line, error);
      return 0;
    }
  }

  private async acceptHalves(owner: Owner, batch: readonly NumberedDocument[], result: BulkResult): Promise<number> {
    const middle = batch.length >> 1;
    const first = await this.accept(owner, batch.slice(0, middle), result);
    return first + (await this.accept(owner, batch.slice(middle), result));
  }
}

function reject(result: BulkResult, line: number, error: unknown): void {
  if (!(error instanceof AppError)) throw error;
  result.rejectedTotal++;
  if (result.rejected.length < REJECTIONS) result.rejected.push({ line, code: error.code, error: error.message });
}
