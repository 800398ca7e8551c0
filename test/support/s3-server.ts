/** A local server that speaks S3, with one bucket, keeping its objects in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3Settings } from '../../src/config/files.config.js';

/** Where it keeps objects: three files each, in folders made of their keys. */
interface Store {
  getResourcePath(bucket: string, key: string, resource: string): string;
  copyObject(...copy: unknown[]): Promise<unknown>;
  deleteObject(bucket: string, key: string): Promise<void>;
}

interface S3rver {
  readonly store: Store;
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}

/** The package has no types. */
const Server = createRequire(import.meta.url)('s3rver') as new (options: object) => S3rver;

export class S3Server {
  private stopped = false;

  private constructor(
    private readonly server: S3rver,
    /** Where the objects lie. */
    readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<S3Server> {
    const folder = mkdtempSync(join(tmpdir(), 'rai-s3-'));
    const server = new Server({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: folder,
      configureBuckets: [{ name: 'rai' }],
    });
    asBucketsDo(server.store);
    const { port } = await server.run();
    return new S3Server(server, folder, port);
  }

  /** As the server's own credentials have it. */
  get settings(): S3Settings {
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
    const endpoint = `http://127.0.0.1:${this.port}`;
    return { bucket: 'rai', prefix: 'files/', region: 'us-east-1', endpoint, forcePathStyle: true, credentials };
  }

  /** The same as variables. */
  get env(): Record<string, string> {
    const { bucket, endpoint, credentials } = this.settings;
    return {
      S3_BUCKET: bucket,
      S3_ENDPOINT: endpoint!,
      S3_ACCESS_KEY_ID: credentials!.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials!.secretAccessKey,
      S3_PREFIX: 'files',
    };
  }

  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * In a bucket an object appears whole, and there are no folders. Here copies to one key removed each other's files, and
 * whoever deleted the last object of a folder removed that under the hands of whoever was about to write to it.
 */
function asBucketsDo(store: Store): void {
  const copy = store.copyObject.bind(store);
  let last: Promise<unknown> = Promise.resolve();
  store.copyObject = (...given) => {
    const copied = last.then(() => copy(...given));
    last = copied.catch(() => undefined);
    return copied;
  };
  store.deleteObject = async (bucket, key) => {
    const files = ['object', 'object.md5', 'metadata.json'].map((kind) => store.getResourcePath(bucket, key, kind));
    await Promise.all(files.map((file) => rm(file, { force: true })));
  };
}
