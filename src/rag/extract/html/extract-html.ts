/** A page -> its main content as text with headings, lists, tables and code. */
import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { AppError } from '../../../common/app-error.js';
import type { Extraction, ExtractionHint } from '../extraction.js';
import { decodeHtml } from './decode-html.js';
import type { DomDocument, DomElement } from './dom.js';
import { renderText } from './render-text.js';
import { stripTags } from './strip-tags.js';

/** A page with more tags is read without building a tree, which would not fit the memory of a thread. */
const MOST_TAGS = 60_000;
/** The main content is believed when it has this share of the whole text, or this many characters. */
const SHARE = 0.3;
const ENOUGH = 600;
/** What stands around the content of a page. */
const FURNITURE = [
  'nav',
  'footer',
  'aside',
  '[role="navigation"]',
  '[role="banner"]',
  '[role="contentinfo"]',
  '[aria-hidden="true"]',
].join(', ');
const LONGEST_TITLE = 300;

export function extractHtml(bytes: Uint8Array, { charset, isPage }: ExtractionHint): Extraction {
  const html = decodeHtml(bytes, charset);
  if (tagsOf(html) > MOST_TAGS) return { text: stripTags(html), mime: 'text/html', layout: 'markdown' };
  try {
    const document = parse(html);
    const title = titleOf(document);
    const text = (isPage !== false && mainContent(html, document)) || wholeBody(document);
    return { text, mime: 'text/html', layout: 'markdown', ...(title && { title }) };
  } catch (error) {
    if (error instanceof RangeError) {
      throw new AppError('parse_failed', 'The page is nested too deeply.', { cause: error });
    }
    throw error;
  }
}

/** A page without tags is one paragraph; the parser wants a body around it. */
function parse(html: string): DomDocument {
  const source = /<body[\s>]/i.test(html) || /<html[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`;
  return (parseHTML(source) as unknown as { document: DomDocument }).document;
}

/** Undefined where there is no main content to be told from the rest. */
function mainContent(html: string, whole: DomDocument): string | undefined {
  // The search changes the tree, which `wholeBody` still needs as it was.
  const tree = withoutFurniture(parse(html));
  const reader = new Readability<DomElement>(tree as never, {
    serializer: (node) => node as unknown as DomElement,
  });
  const article = reader.parse()?.content;
  if (!article) return undefined;
  const text = renderText(article);
  if (text.length >= ENOUGH || text.length >= wholeBody(whole).length * SHARE) return withHeading(text, whole);
  return undefined;
}

/** The search takes the first heading for the title and drops it; it is part of what can be quoted. */
function withHeading(text: string, whole: DomDocument): string {
  const heading = (whole.querySelector('h1')?.textContent ?? '').replace(/\s+/g, ' ').trim();
  return heading === '' || text.startsWith('# ') || text.includes(`# ${heading}`) ? text : `# ${heading}\n\n${text}`;
}

function wholeBody(document: DomDocument): string {
  const body = document.body ?? document.documentElement;
  const full = renderText(body);
  withoutFurniture(document);
  return renderText(body) || full;
}

function withoutFurniture(document: DomDocument): DomDocument {
  for (const element of [...document.querySelectorAll(FURNITURE)]) element.remove();
  return document;
}

function titleOf(document: DomDocument): string {
  const named = document.querySelector('title')?.textContent ?? document.querySelector('h1')?.textContent ?? '';
  return named.replace(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE);
}

/** Beginnings and ends of elements, about. */
function tagsOf(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) count++;
  return count;
}
