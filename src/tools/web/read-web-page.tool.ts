/** Reads one page of the public web. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { Fetched, SafeFetch } from '../../platform/outbound/safe-fetch.js';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import { htmlText, type PageText } from './html-text.js';

const LARGEST_PAGE = 2 * 1024 * 1024;
const TIMEOUT_MS = 15_000;
const STRETCH = 12_000;
const QUOTE = 300;

const parameters = z.object({
  url: z.string().min(1).max(4096).describe('Address of the page, http or https'),
  start: z.number().int().min(0).max(LARGEST_PAGE).default(0).describe('Where to begin, in characters of its text'),
});
type Arguments = z.output<typeof parameters>;

export class ReadWebPageTool implements Tool<Arguments> {
  readonly name = 'read_web_page';
  readonly description = `Reads the text of a web page, ${STRETCH} characters at a time. Cite it by the number it gives.`;
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = true;

  constructor(private readonly door: SafeFetch) {}

  async run({ url, start }: Arguments, context: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    const headers = { accept: 'text/html, text/plain;q=0.9, */*;q=0.1' };
    const page = await this.door.fetch(url, { headers, maxBytes: LARGEST_PAGE, timeoutMs: TIMEOUT_MS, signal });
    if (page.status !== 200) throw new AppError('fetch_failed', `The page answered ${page.status}.`);
    const { title, text } = textOf(page);
    const stretch = text.slice(start, start + STRETCH);
    if (!stretch) throw new AppError('no_text', 'There is no text at that place of the page.');
    const name = (title || page.url).slice(0, 300);
    const quote = stretch.slice(0, QUOTE);
    const n = context.cite({ title: name, url: page.url, quote, start, end: start + quote.length });
    const end = start + stretch.length;
    const rest = end < text.length ? `It goes on: start=${end} reads further.` : 'This is its end.';
    return {
      summary: `${name} (${text.length} characters)`,
      content: `[${n}] ${name}\n${page.url}\n${stretch}\n(${rest})`,
    };
  }
}

function textOf({ headers, body }: Fetched): PageText {
  const type = headers['content-type'] ?? 'text/html';
  if (!/^(?:text\/|application\/(?:json|xml|xhtml))/i.test(type)) {
    throw new AppError('unsupported_file_type', 'That address is not a page of text.');
  }
  const text = decoded(body, type);
  return /html/i.test(type) ? htmlText(text) : { title: '', text };
}

/** By the header, else by the page's own words; web pages are read however broken they are. */
function decoded(body: Buffer, type: string): string {
  const named = /charset=["']?([\w-]{1,40})/i;
  const charset = named.exec(type)?.[1] ?? named.exec(body.subarray(0, 2048).toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(body);
  } catch (error) {
    if (error instanceof RangeError) return new TextDecoder().decode(body);
    throw error;
  }
}
