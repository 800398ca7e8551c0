/** What a tool of a module gave, in the one shape and size that leaves its thread. Pure. */
import type { ModuleResult, ModuleSource } from './module-messages.js';

/** UTF-16 units; a prompt takes less, and says what was cut. */
const LONGEST_CONTENT = 64_000;
const LONGEST_SUMMARY = 300;
const LONGEST_QUOTE = 2000;
const MOST_SOURCES = 20;

/** Text, or `{content, summary?, sources?}`; anything else is written as JSON. */
export function toModuleResult(given: unknown): ModuleResult {
  if (!isShaped(given)) return { ...textOf(given), sources: [] };
  const { content, summary } = textOf(given.content);
  const sources = Array.isArray(given.sources) ? given.sources.slice(0, MOST_SOURCES).flatMap(toSource) : [];
  return {
    content,
    summary: typeof given.summary === 'string' ? cut(given.summary, LONGEST_SUMMARY) : summary,
    sources,
  };
}

type Shaped = { content: unknown; summary?: unknown; sources?: unknown };
const isShaped = (given: unknown): given is Shaped =>
  typeof given === 'object' && given !== null && !Array.isArray(given) && 'content' in given;

function textOf(given: unknown): { content: string; summary: string } {
  const text = typeof given === 'string' ? given : (JSON.stringify(given) ?? '');
  return { content: cut(text, LONGEST_CONTENT), summary: cut(text, LONGEST_SUMMARY) };
}

function toSource(given: unknown): ModuleSource[] {
  const { title, url, quote } = (given ?? {}) as Record<string, unknown>;
  if (typeof title !== 'string') return [];
  return [
    {
      title: cut(title, LONGEST_SUMMARY),
      quote: typeof quote === 'string' ? cut(quote, LONGEST_QUOTE) : '',
      ...(typeof url === 'string' && /^https?:\/\//i.test(url) && { url: cut(url, LONGEST_QUOTE) }),
    },
  ];
}

/** A slice of a long string keeps all of it in memory; a copy does not. */
const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : Buffer.from(text.slice(0, limit), 'utf16le').toString('utf16le');
