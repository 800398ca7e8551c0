/** One line of a bulk import -> a document, or the reason why it is none. */
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError } from '../../common/app-error.js';
import { checkJson } from '../../http/body/check-json.js';
import { toDetails, toRefusal } from '../../http/validation.js';
import { BulkDocumentDto } from '../documents/document.dto.js';
import { hasText } from '../has-text.js';
import { checkMetadata } from './check-metadata.js';
import { type IncomingDocument, incomingText, type TextFields } from './incoming-document.js';

const MEMBERS = new Set(['title', 'text', 'external_id', 'collection_id', 'metadata']);

/** Throws an AppError. */
export function parseBulkLine(line: string): IncomingDocument {
  const fields = parse(line);
  checkJson(fields);
  const problem = isPlainDocument(fields) ? undefined : problemOf(fields);
  if (problem) throw new AppError('validation_failed', problem);
  const document = fields as TextFields;
  if (document.metadata) checkMetadata(document.metadata);
  if (!hasText(document.text)) throw new AppError('no_text');
  return incomingText(document);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch (error) {
    throw new AppError('invalid_json', 'The line is not valid JSON.', { cause: error });
  }
}

/** The common case, without the cost of the validator: a text and perhaps a short title and external id. */
function isPlainDocument(fields: unknown): boolean {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return false;
  const { text, title, external_id: externalId, ...others } = fields as Record<string, unknown>;
  return (
    typeof text === 'string' && isShort(title, 500) && isShort(externalId, 512) && Object.keys(others).length === 0
  );
}

function isShort(value: unknown, most: number): boolean {
  return value === undefined || (typeof value === 'string' && value !== '' && value.length <= most);
}

function problemOf(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return 'The line is not a JSON object.';
  const unknown = Object.keys(fields).find((member) => !MEMBERS.has(member));
  if (unknown !== undefined) return `property ${unknown} should not exist`;
  const errors = toDetails(validateSync(toDocument(fields)));
  return errors.length ? errors.map(({ message }) => message).join('; ') : undefined;
}

function toDocument(fields: object): BulkDocumentDto {
  try {
    return plainToInstance(BulkDocumentDto, fields);
  } catch (error) {
    throw toRefusal(error, fields);
  }
}
