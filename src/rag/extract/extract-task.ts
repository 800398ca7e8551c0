import type { ErrorCode } from '../../common/error-codes.js';
import type { Extraction, ExtractionHint } from './extraction.js';

/** What a worker thread is asked; the bytes are moved to it, not copied. */
export interface ExtractTask {
  bytes: Uint8Array;
  hint: ExtractionHint;
}

/** What it answers: errors lose their class on the way between threads. */
export type ExtractAnswer = { extraction: Extraction } | { error: { code: ErrorCode; message: string } };
