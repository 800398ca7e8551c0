/** A Word document -> its text with headings, lists and tables. */
import mammoth from 'mammoth';
import { parseHTML } from 'linkedom';
import { AppError } from '../../../common/app-error.js';
import type { Extraction } from '../extraction.js';
import type { DomDocument } from '../html/dom.js';
import { renderText } from '../html/render-text.js';
import { checkArchive } from './check-archive.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"];

export async function extractDocx(bytes: Uint8Array): Promise<Extraction> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  await checkArchive(buffer);
  const { document } = parseHTML(`<html><body>${await toHtml(buffer)}</body></html>`) as unknown as {
    document: DomDocument;
  };
  return { text: renderText(document.body), mime: DOCX, layout: 'markdown' };
}

async function toHtml(buffer: Buffer): Promise<string> {
  try {
    // Pictures would be unpacked and written out as text.
    const convertImage = mammoth.images.imgElement(() => Promise.resolve({ src: '' }));
    return (await mammoth.convertToHtml({ buffer }, { convertImage, styleMap: STYLES })).value;
  } catch (error) {
    throw new AppError('parse_failed', 'The Word document is damaged.', { cause: error });
  }
}
