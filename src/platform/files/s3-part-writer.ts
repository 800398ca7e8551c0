/** Writes one object to S3 as its bytes come: one request where they fit in a part, else part by part. */
import { Logger } from '@nestjs/common';
import type { S3Client } from '@aws-sdk/client-s3';

type Sdk = typeof import('@aws-sdk/client-s3');

/** S3 takes no smaller parts but the last, and 10,000 of them: objects of up to 80 GB. */
const PART_BYTES = 8 * 1024 * 1024;

export class PartWriter {
  private readonly logger = new Logger(PartWriter.name);
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private upload?: string;
  private readonly parts: { ETag?: string; PartNumber: number }[] = [];

  constructor(
    private readonly sdk: Sdk,
    private readonly client: S3Client,
    private readonly place: { Bucket: string; Key: string },
  ) {}

  /** Resolves when the next bytes may come: a source that is faster waits. */
  async write(bytes: Uint8Array): Promise<void> {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= PART_BYTES) await this.sendPart();
  }

  async end(): Promise<void> {
    if (this.upload === undefined) {
      await this.client.send(new this.sdk.PutObjectCommand({ ...this.place, Body: this.take() }));
      return;
    }
    if (this.waitingBytes) await this.sendPart();
    const command = { ...this.place, UploadId: this.upload, MultipartUpload: { Parts: this.parts } };
    await this.client.send(new this.sdk.CompleteMultipartUploadCommand(command));
  }

  /** Leaves nothing behind. Where even that fails the bucket's own rule for unfinished uploads has to. */
  async abort(): Promise<void> {
    this.waiting = [];
    if (this.upload === undefined) return;
    try {
      const place = { ...this.place, UploadId: this.upload };
      await this.client.send(new this.sdk.AbortMultipartUploadCommand(place));
    } catch (error) {
      this.logger.warn({ err: error }, 'an unfinished upload could not be taken back');
    }
  }

  private async sendPart(): Promise<void> {
    const Body = this.take();
    if (this.upload === undefined) {
      const { UploadId } = await this.client.send(new this.sdk.CreateMultipartUploadCommand(this.place));
      this.upload = UploadId!;
    }
    const PartNumber = this.parts.length + 1;
    const part = { ...this.place, UploadId: this.upload, PartNumber, Body };
    const { ETag } = await this.client.send(new this.sdk.UploadPartCommand(part));
    this.parts.push({ ETag, PartNumber });
  }

  private take(): Buffer {
    const bytes = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingBytes = 0;
    return bytes;
  }
}
