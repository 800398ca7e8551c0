/** The stored text of documents, in parts: statements that write it and the read that puts it together. */
import type { Statement } from '../../platform/database/statement.js';

/** UTF-16 units of one part. */
export const PART = 262_144;

export interface TextKey {
  userId: string;
  documentId: string;
  generation: number;
}

/** Cuts no surrogate pair in two: databases keep UTF-8, where half a pair cannot be. */
export function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + PART);
    if (end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00) end--;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** One statement for the small texts together, one for each part of long ones. */
export function insertTexts(texts: readonly { key: TextKey; text: string }[]): Statement[] {
  const rows = texts.flatMap(({ key: { userId, documentId, generation }, text }) =>
    partsOf(text).map((part, n) => [userId, documentId, generation, n, part] as const),
  );
  const statements: Statement[] = [];
  for (let at = 0; at < rows.length;) {
    let size = 0;
    const from = at;
    while (at < rows.length && at - from < ROWS && (at === from || size + rows[at]![4].length <= PART)) {
      size += rows[at++]![4].length;
    }
    const group = rows.slice(from, at);
    const values = group.map(() => '(?, ?, ?, ?, ?)').join(', ');
    const sql = `INSERT INTO document_texts (user_id, document_id, generation, part, text) VALUES ${values}`;
    statements.push({ sql, params: group.flat() });
  }
  return statements;
}

const ROWS = 50;

/** Of several documents in one generation, each document's in order. `marks`: for their ids. */
export const textParts = (marks: string): string =>
  `SELECT document_id, text FROM document_texts WHERE user_id = ? AND document_id IN (${marks}) AND generation = ? ORDER BY document_id, part`;
