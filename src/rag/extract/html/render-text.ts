/** A tree of elements -> text with Markdown's headings, list items and code fences; nothing else is marked. */
import { AppError } from '../../../common/app-error.js';
import { type DomElement, type DomNode, isElement, nameOf } from './dom.js';
import { tableLines } from './table-lines.js';

const SILENT = new Set(
  'script style noscript template svg math iframe object canvas head select button input textarea dialog audio video picture img'.split(
    ' ',
  ),
);
const BLOCKS = new Set(
  'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hgroup hr html main nav p section summary tbody td tfoot th thead tr ul ol'.split(
    ' ',
  ),
);
const HEADING = /^h([1-6])$/;
/** Nobody writes pages that deep; recursion has to end somewhere. */
const DEEPEST = 400;

export function renderText(root: DomNode): string {
  const writer = new Writer();
  for (const node of root.childNodes) writer.node(node, 0);
  return writer.finish();
}

class Writer {
  private readonly blocks: string[] = [];
  private line = '';
  /** What the next block begins with: the mark of a list item. */
  private mark = '';

  node(node: DomNode, depth: number): void {
    if (depth > DEEPEST) throw new AppError('parse_failed', 'The page is nested too deeply.');
    if (node.nodeType === 3) this.line += (node.textContent ?? '').replace(/\s+/g, ' ');
    else if (isElement(node)) this.element(node, nameOf(node), depth);
  }

  finish(): string {
    this.flush();
    return this.blocks.join('\n\n');
  }

  private element(element: DomElement, name: string, depth: number): void {
    if (SILENT.has(name) || element.hasAttribute('hidden')) return;
    const level = HEADING.exec(name)?.[1];
    if (level) this.heading(element, Number(level));
    else if (name === 'br') this.line += '\n';
    else if (name === 'pre') this.code(element);
    else if (name === 'table') this.table(element, depth);
    else if (name === 'li') this.item(element, depth);
    else if (BLOCKS.has(name)) this.block(element, depth);
    else this.children(element, depth);
  }

  private children(element: DomElement, depth: number): void {
    for (const child of element.childNodes) this.node(child, depth + 1);
  }

  private block(element: DomElement, depth: number): void {
    this.flush();
    this.children(element, depth);
    this.flush();
  }

  private heading(element: DomElement, level: number): void {
    this.flush();
    const title = collapse(element.textContent ?? '').replace(/\n/g, ' ');
    if (title !== '') this.blocks.push(`${'#'.repeat(level)} ${title}`);
  }

  private item(element: DomElement, depth: number): void {
    this.flush();
    this.mark = '- ';
    this.children(element, depth);
    this.flush();
    this.mark = '';
  }

  private code(element: DomElement): void {
    this.flush();
    const code = (element.textContent ?? '').replace(/^\n+|\s+$/g, '');
    if (code.trim() !== '') this.blocks.push(`\`\`\`\n${code.replaceAll('```', "'''")}\n\`\`\``);
  }

  private table(element: DomElement, depth: number): void {
    this.flush();
    const lines = tableLines(element);
    if (lines) this.blocks.push(...lines.map((line) => `- ${line}`));
    else this.block(element, depth);
  }

  private flush(): void {
    const text = collapse(this.line);
    this.line = '';
    if (text === '') return;
    this.blocks.push(this.mark + text);
    this.mark = '';
  }
}

/** White space as a browser shows it; a line break that was asked for stays. */
function collapse(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .replace(/[\u200b\u00ad]/g, '')
    .trim();
}
