/**
 * The port to stored bytes, and its Nest token: content-addressed within an owner. It must not know names, rows or
 * quotas; whoever keeps rows about the bytes decides when they may go.
 */
import type { Readable } from 'node:stream';

/** Bytes that have arrived and belong to nobody yet. `discard` after `keep` does nothing. */
export interface ReceivedFile {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** The first bytes (up to HEAD_BYTES), to see what kind of content it is. */
  readonly head: Uint8Array;
  /** Makes the bytes the owner's; they are durable when it resolves. The same bytes again change nothing. */
  keep(owner: string): Promise<void>;
  discard(): Promise<void>;
}

/** Bytes in the store. `since` is when they were last kept, in milliseconds since the epoch. */
export interface StoredBytes {
  owner: string;
  sha256: string;
  since: number;
}

export const HEAD_BYTES = 64 * 1024;

export abstract class FileStore {
  /** Takes bytes in, hashing as they come. Rejects with `payload_too_large` beyond `limit` bytes; leaves nothing behind when it rejects. */
  abstract receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<ReceivedFile>;
  /** Rejects with `not_found` where there are no such bytes. */
  abstract open(owner: string, sha256: string): Promise<Readable>;
  abstract exists(owner: string, sha256: string): Promise<boolean>;
  /** Nothing happens where there are none. */
  abstract delete(owner: string, sha256: string): Promise<void>;
  /** Everything stored, in no order; of one owner where given. Clears away what was received long ago and never kept. */
  abstract list(owner?: string): AsyncIterable<StoredBytes>;
}
