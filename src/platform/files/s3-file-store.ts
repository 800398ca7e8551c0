/**
 * FileStore in a bucket that speaks S3: <prefix><owner>/<two letters of the hash>/<hash>, as on a disk. Bytes pass
 * through in parts: an upload of any size holds one part in memory.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError, notFound } from '../../common/app-error.js';
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

export class S3FileStore extends FileStore {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly settings: S3Settings,
    private readonly clock: Clock,
    private readonly page: number,
  ) {
    super();
  }

  /** Loads the client; asks the server nothing yet. `page`: objects listed by one request, 1000 at most. */
  static async open(settings: S3Settings, clock: Clock, page = 1000): Promise<S3FileStore> {
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
    return new S3FileStore(sdk, client, settings, clock, page);
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
        if (bytes > limit) throw new AppError('payload_too_large', `A file may have ${limit} bytes at most.`);
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
      keep: (owner) => this.place(key, owner, sha256),
      discard: () => this.remove(key),
    };
  }

  async open(owner: string, sha256: string): Promise<Readable> {
    const command = new this.sdk.GetObjectCommand(this.at(this.keyOf(owner, sha256)));
    const { Body } = await told(() => this.client.send(command));
    return Body as Readable;
  }

  async exists(owner: string, sha256: string): Promise<boolean> {
    const command = new this.sdk.HeadObjectCommand(this.at(this.keyOf(owner, sha256)));
    try {
      await told(() => this.client.send(command));
      return true;
    } catch (error) {
      if ((error as AppError).code === 'not_found') return false;
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
  private async place(from: string, owner: string, sha256: string): Promise<void> {
    const { bucket } = this.settings;
    const CopySource = `${bucket}/${from}`.split('/').map(encodeURIComponent).join('/');
    const command = new this.sdk.CopyObjectCommand({ ...this.at(this.keyOf(owner, sha256)), CopySource });
    await told(() => this.client.send(command));
    await this.remove(from);
  }

  private async clearAbandoned(): Promise<void> {
    for await (const { key, since } of this.objects(this.settings.prefix + ARRIVING)) {
      if (since < this.clock.now() - ABANDONED_MS) await this.remove(key);
    }
  }

  private async *objects(prefix: string): AsyncGenerator<{ key: string; since: number }> {
    let Marker: string | undefined;
    do {
      const place = { Bucket: this.settings.bucket, Prefix: prefix, Marker, MaxKeys: this.page };
      const page = await told(() => this.client.send(new this.sdk.ListObjectsCommand(place)));
      for (const { Key, LastModified } of page.Contents ?? []) {
        if (Key !== undefined) yield { key: Key, since: LastModified?.getTime() ?? 0 };
      }
      // By name, as the first version of this request goes on: every server that speaks S3 can.
      Marker = page.IsTruncated ? page.Contents?.at(-1)?.Key : undefined;
    } while (Marker !== undefined);
  }

  private async remove(key: string): Promise<void> {
    await told(() => this.client.send(new this.sdk.DeleteObjectCommand(this.at(key))));
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
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (name === 'NoSuchKey' || name === 'NotFound') throw notFound();
    const status = $metadata?.httpStatusCode;
    if (error instanceof AppError) throw error;
    // 507: the server's own disk is full; a refusal is a matter of its settings and of ours.
    if (status === 507) throw new AppError('storage_full', undefined, { cause: error });
    throw new AppError('storage_unavailable', undefined, { cause: error, retryAfter: 5 });
  }
}
