/**
 * Turns what a model wrote into inert nodes. Several walls: HTML in the text stays text, but for a few tags without
 * attributes; images become links, so that nothing is fetched unless a person clicks; DOMPurify lets a short list of
 * elements and attributes through; links keep http, https and mailto only and open elsewhere. The page's policy would
 * refuse what came through all the same.
 */
import createDOMPurify from 'dompurify';
import { Marked, type Tokens } from 'marked';
import { formulas } from './formulas.js';
import { linkCitations } from './link-citations.js';

const HARMLESS = /^<\/?(br|sub|sup|kbd|mark|details|summary)\s*\/?>$/i;
const SAFE_LINK = /^(https?:|mailto:)/i;
const TAGS =
  'p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del sub sup kbd mark a table thead tbody tr th td details summary';

const marked = new Marked({ gfm: true, async: false });
marked.use(formulas, {
  renderer: {
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    html: ({ text }: Tokens.HTML | Tokens.Tag) => (HARMLESS.test(text.trim()) ? text : escaped(text)),
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || 'Image')}${placeOf(href)}</a>`,
  },
});
const purifier = createDOMPurify(window);

/** `cited`: the numbers that may become buttons. */
export function renderMarkdown(text: string, cited: ReadonlySet<number>): DocumentFragment {
  const fragment = purifier.sanitize(marked.parse(text) as string, {
    ALLOWED_TAGS: TAGS.split(' '),
    ALLOWED_ATTR: ['href', 'title', 'start', 'align'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll('a')) tame(link);
  for (const table of fragment.querySelectorAll('table')) scrollable(table);
  for (const block of fragment.querySelectorAll('pre')) block.tabIndex = 0;
  linkCitations(fragment, cited);
  return fragment;
}

function tame(link: HTMLAnchorElement): void {
  if (!SAFE_LINK.test(link.getAttribute('href') ?? '')) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

/** Says where an image would be fetched from. */
function placeOf(href: string): string {
  const isWeb = /^https?:\/\//i.test(href) && URL.canParse(href);
  return isWeb ? ` (image at ${escaped(new URL(href).host)})` : '';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function scrollable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
