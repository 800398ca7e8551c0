/**
 * Turns what a model wrote into inert nodes. Three walls: DOMPurify lets a short list of elements and attributes
 * through; links keep http, https and mailto only and open elsewhere; images become links, so that nothing is fetched
 * unless a person clicks. The page's policy would refuse what came through all the same.
 */
import createDOMPurify from 'dompurify';
import { Marked } from 'marked';
import { linkCitations } from './link-citations.js';

const marked = new Marked({ gfm: true, breaks: false, async: false });
const purifier = createDOMPurify(window);
const TAGS =
  'p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del s sub sup kbd mark a img table thead tbody tr th td details summary'.split(
    ' ',
  );
const SAFE_LINK = /^(https?:|mailto:)/i;

/** `cited`: the numbers that may become buttons. */
export function renderMarkdown(text: string, cited: ReadonlySet<number>): DocumentFragment {
  const html = marked.parse(text) as string;
  const fragment = purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'src', 'alt', 'title', 'start', 'align'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const image of fragment.querySelectorAll('img')) image.replaceWith(imageLink(image));
  for (const link of fragment.querySelectorAll('a')) tame(link);
  for (const table of fragment.querySelectorAll('table')) scrollable(table);
  for (const block of fragment.querySelectorAll('pre')) block.tabIndex = 0;
  linkCitations(fragment, cited);
  return fragment;
}

function tame(link: HTMLAnchorElement): void {
  const target = link.getAttribute('href') ?? '';
  if (!SAFE_LINK.test(target)) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

function imageLink(image: HTMLImageElement): HTMLElement {
  const source = image.getAttribute('src') ?? '';
  const place = hostOf(source);
  const link = document.createElement(place ? 'a' : 'span');
  link.className = 'remote-image';
  link.textContent = `🖼 ${image.alt || 'Image'}${place ? ` (open from ${place})` : ''}`;
  if (link instanceof HTMLAnchorElement) link.href = source;
  return link;
}

/** The host of a web address, or nothing for any other kind of address. */
function hostOf(source: string): string | undefined {
  const isWeb = /^https?:\/\//i.test(source) && URL.canParse(source);
  return isWeb ? new URL(source).host : undefined;
}

function scrollable(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'table-frame';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
