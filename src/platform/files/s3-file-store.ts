/**
 * FileStore in a bucket that speaks S3: <prefix><owner>/<two letters of the hash>/<hash>, as on a disk. Bytes pass
 * through in parts: an upload of any size holds one part in memory.
 */
import { createHash, randomUUID } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError, isNotFound, notFound } from '../../common/app-error.js';
import { sizeText } from '../../common/size-text.js';
import type { Clock } from '../../common/clock.js';
import type { S3Settings } from '../../config/files.config.js';
import { FileStore, HEAD_BYTES, type ReceivedFile, type StoredBytes } from './file-store.js';
import { checkedOwner, ownerOfKey, pathOf } from './stored-path.js';
import { PartWriter } from './s3-part-writer.js';

type Sdk = typeof import('@aws-sdk/client-s3');

/** An upload that has been lying there this long lost its server. */
const ABANDONED_MS = 6 * 3600 * 1000;
const ARRIVING = 'arriving/';
const CONNECT_MS = 3000;
const SILENCE_MS = 30_000;
/** Bytes become a file while the transaction of its row is open: others wait for it, on SQLite all who write. */
const KEEP_MS = 10_000;
/** Bytes that are given a millisecond more. */
const COPIED_A_MS = 50_000;
const REFUSED = 'The store of files refuses this server: its bucket and its keys need to be checked.';

export interface S3Options {
  /** Objects listed by one request, 1000 at most. */
  page?: number;
  /** Milliseconds in which few bytes are kept, or are not. */
  keepMs?: number;
}

export class S3FileStore extends FileStore {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly settings: S3Settings,
    private readonly clock: Clock,
    private readonly options: Required<S3Options>,
  ) {
    super();
  }

  /** Loads the client; asks the server nothing yet. */
  static async open(settings: S3Settings, clock: Clock, options: S3Options = {}): Promise<S3FileStore> {
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint, region, forcePathStyle, credentials } = settings;
    const client = new sdk.S3Client({
      endpoint,
      region,
      forcePathStyle,
      credentials,
      requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
      // Not every server that speaks S3 knows the newer checksums.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    return new S3FileStore(sdk, client, settings, clock, { page: 1000, keepMs: KEEP_MS, ...options });
  }

  async receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<ReceivedFile> {
    const key = `${this.settings.prefix}${ARRIVING}${randomUUID()}`;
    const writer = new PartWriter(this.sdk, this.client, { Bucket: this.settings.bucket, Key: key });
    const hash = createHash('sha256');
    const head: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const part of source) {
        if (bytes < HEAD_BYTES) head.push(part);
        bytes += part.length;
        if (bytes > limit) throw new AppError('payload_too_large', `A file may have ${sizeText(limit)} at most.`);
        hash.update(part);
        await told(() => writer.write(part));
      }
      await told(() => writer.end());
    } catch (error) {
      await writer.abort();
      throw error;
    }
    const sha256 = hash.digest('hex');
    return {
      sha256,
      bytes,
      head: Buffer.concat(head).subarray(0, HEAD_BYTES),
      keep: (owner) => this.place(key, owner, { sha256, bytes }),
      discard: () => this.remove(key),
    };
  }

  async open(owner: string, sha256: string): Promise<Readable> {
    const command = new this.sdk.GetObjectCommand(this.at(this.keyOf(owner, sha256)));
    const { Body } = await told(() => this.client.send(command));
    return toldAlong(Body as Readable);
  }

  async exists(owner: string, sha256: string): Promise<boolean> {
    const command = new this.sdk.HeadObjectCommand(this.at(this.keyOf(owner, sha256)));
    try {
      await told(() => this.client.send(command));
      return true;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return this.canBeOpened(owner, sha256);
  }

  /** The answer to a look has no body, which would say that it is the bucket that is not there. */
  private async canBeOpened(owner: string, sha256: string): Promise<boolean> {
    try {
      (await this.open(owner, sha256)).destroy();
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async delete(owner: string, sha256: string): Promise<void> {
    await this.remove(this.keyOf(owner, sha256));
  }

  async *list(owner?: string): AsyncIterable<StoredBytes> {
    await this.clearAbandoned();
    const { prefix } = this.settings;
    for await (const { key, since } of this.objects(
      owner === undefined ? prefix : `${prefix}${checkedOwner(owner)}/`,
    )) {
      const found = ownerOfKey(key.slice(prefix.length));
      if (found) yield { ...found, since };
    }
  }

  /** Copied by the server, so that the object appears at once and whole, with a fresh time. */
  private async place(
    from: string,
    owner: string,
    { sha256, bytes }: { sha256: string; bytes: number },
  ): Promise<void> {
    const { bucket } = this.settings;
    const CopySource = `${bucket}/${from}`.split('/').map(encodeURIComponent).join('/');
    const command = new this.sdk.CopyObjectCommand({ ...this.at(this.keyOf(owner, sha256)), CopySource });
    const abortSignal = AbortSignal.timeout(this.options.keepMs + Math.ceil(bytes / COPIED_A_MS));
    await told(() => this.client.send(command, { abortSignal }));
    await this.remove(from, abortSignal);
  }

  private async clearAbandoned(): Promise<void> {
    for await (const { key, since } of this.objects(this.settings.prefix + ARRIVING)) {
      if (since < this.clock.now() - ABANDONED_MS) await this.remove(key);
    }
  }

  private async *objects(prefix: string): AsyncGenerator<{ key: string; since: number }> {
    let Marker: string | undefined;
    do {
      const place = { Bucket: this.settings.bucket, Prefix: prefix, Marker, MaxKeys: this.options.page };
      const page = await told(() => this.client.send(new this.sdk.ListObjectsCommand(place)));
      for (const { Key, LastModified } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, since: LastModified?.getTime() ?? 0 };
      }
      // By name, as the first version of this request goes on: every server that speaks S3 can.
      Marker = page.IsTruncated ? page.Contents?.at(-1)?.Key : undefined;
    } while (Marker !== undefined);
  }

  private async remove(key: string, abortSignal?: AbortSignal): Promise<void> {
    await told(() => this.client.send(new this.sdk.DeleteObjectCommand(this.at(key)), { abortSignal }));
  }

  private keyOf(owner: string, sha256: string): string {
    return this.settings.prefix + pathOf(owner, sha256);
  }

  private at(key: string) {
    return { Bucket: this.settings.bucket, Key: key };
  }
}

/** What the server answers, in our words. */
async function told<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    throw inOurWords(error);
  }
}

/** The same of what goes wrong while the bytes come. */
function toldAlong(body: Readable): Readable {
  const along = new PassThrough();
  body.on('error', (error) => along.destroy(inOurWords(error)));
  along.on('close', () => body.destroy());
  return body.pipe(along);
}

function inOurWords(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if (name === 'NoSuchKey' || name === 'NotFound') return notFound();
  const status = $metadata?.httpStatusCode;
  // 507: the server's own disk is full.
  if (status === 507) return new AppError('storage_full', undefined, { cause: error });
  // A refusal is a matter of its settings and of ours.
  const refused = status === 401 || status === 403 || name === 'NoSuchBucket' ? REFUSED : undefined;
  return new AppError('storage_unavailable', refused, { cause: error, retryAfter: 5 });
}
