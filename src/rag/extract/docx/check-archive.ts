/** Looks through a zip before anything unpacks it: how many entries, how large they really are, what is in them. */
import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { AppError } from '../../../common/app-error.js';

const MOST_ENTRIES = 5000;
/** Bytes unpacked of one part that is read, and of all of them. What is not read may have any size. */
const LARGEST_PART = 24 * 1024 * 1024;
const LARGEST_TOTAL = 40 * 1024 * 1024;
/** XML does not shrink to a three-hundredth by itself; small files may. */
const HIGHEST_RATIO = 300;
const RATIO_FROM = 1024 * 1024;
const READ_PARTS = /\.(?:xml|rels)$/i;
/** No part of an Office document declares entities: only bombs and thieves do. */
const DECLARATION = /<!(?:DOCTYPE|ENTITY)/i;
const DOCUMENT = 'word/document.xml';

/** Resolves when the archive is a Word document of bounded size. Throws a typed error. */
export async function checkArchive(bytes: Buffer): Promise<void> {
  const zip = await open(bytes);
  let total = 0;
  let isWord = false;
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName === DOCUMENT) isWord = true;
    if (!READ_PARTS.test(entry.fileName)) continue;
    if (entry.isEncrypted()) throw new AppError('parse_failed', 'The document is encrypted.');
    total += await unpackedSize(zip, entry, Math.min(LARGEST_PART, LARGEST_TOTAL - total));
  }
  if (!isWord) throw new AppError('unsupported_file_type', 'The archive is not a Word document.');
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  if (zip.entryCount > MOST_ENTRIES) throw new AppError('document_too_large', 'The archive has too many entries.');
  for (;;) {
    const entry = await new Promise<Entry | undefined>((resolve, reject) => {
      const end = (found: Entry | undefined) => {
        zip.removeAllListeners();
        resolve(found);
      };
      zip.once('entry', end);
      zip.once('end', () => end(undefined));
      zip.once('error', (error: Error) => reject(damaged(error)));
      zip.readEntry();
    });
    if (!entry) return;
    yield entry;
  }
}

/** Counts what really comes out: the size an archive states is its own claim. */
async function unpackedSize(zip: ZipFile, entry: Entry, most: number): Promise<number> {
  let size = 0;
  let tail = '';
  try {
    for await (const part of (await streamOf(zip, entry)) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > most || (size > RATIO_FROM && size > entry.compressedSize * HIGHEST_RATIO)) {
        throw new AppError('document_too_large', 'The archive unpacks to far more than a document has.');
      }
      const text = tail + part.toString('latin1').replaceAll('\0', '');
      if (DECLARATION.test(text)) throw new AppError('parse_failed', 'The document declares XML entities.');
      tail = text.slice(-16);
    }
  } catch (error) {
    throw damaged(error);
  }
  return size;
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error ? reject(damaged(error)) : resolve(zip),
    );
  });
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

function damaged(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError('parse_failed', 'The archive is damaged.', { cause: error });
}
