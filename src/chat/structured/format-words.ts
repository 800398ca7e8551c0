/** The shape of an answer as the model is told of it, and the room that takes. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ResponseFormat } from './response-format.js';

function formatWords(format: ResponseFormat): string {
  return format.type === 'json_object'
    ? 'Answer with one JSON object and nothing else: no code fence, no words around it.'
    : `Answer with one JSON value that fits this JSON schema and nothing else: no code fence, no words around it.\n${JSON.stringify(format.json_schema.schema)}`;
}

/** What is said to the model before everything else, with the shape at its end. */
export function withFormatWords(system: string, format: ResponseFormat): string {
  return [system, formatWords(format)].filter(Boolean).join('\n\n');
}

/** `native`: it is sent beside the words too, and servers that write it into the prompt count it again. */
export function formatTokens(format: ResponseFormat | undefined, native: boolean): number {
  if (!format) return 0;
  const beside = native ? estimateTokens(JSON.stringify(format)) : 0;
  return estimateTokens(`\n\n${formatWords(format)}`) + beside;
}
