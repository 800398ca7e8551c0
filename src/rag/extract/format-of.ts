import type { SniffedType } from '../../platform/files/sniff-type.js';

/** Families of formats that are read; told apart by content alone. */
export type Format = 'pdf' | 'zip' | 'html' | 'mail' | 'text';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** Comments, a byte order mark and an XML declaration may come before the first tag. */
const HTML =
  /^\ufeff?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--[\s\S]{0,4000}?-->\s*){0,5}<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])/i;
const PDF = Buffer.from('%PDF-');
/** Readers look for the mark of a PDF within its first kilobyte. */
const PDF_WITHIN = 1024;

/** Undefined for what cannot be read. A zip may turn out to be no Word document once all of it is there. */
export function formatOf({ mime, isText }: SniffedType, head: Uint8Array): Format | undefined {
  if (mime === 'application/pdf') return 'pdf';
  if (mime === DOCX || mime === 'application/zip') return 'zip';
  if (mime === 'message/rfc822') return 'mail';
  if (mime === 'text/html' || HTML.test(Buffer.from(head.subarray(0, 16_384)).toString('utf8'))) return 'html';
  if (isText) return 'text';
  return Buffer.from(head.subarray(0, PDF_WITHIN)).includes(PDF) ? 'pdf' : undefined;
}
