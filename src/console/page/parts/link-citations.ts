/** Makes buttons of the [n] in an answer, where n is a passage that was in its prompt. Code and links stay as they are. */
const MARK = /\[(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\]/g;

export function linkCitations(root: DocumentFragment, cited: ReadonlySet<number>): void {
  if (!cited.size) return;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    if (!text.parentElement?.closest('pre, code, a')) replaceMarks(text, cited);
  }
}

function replaceMarks(text: Text, cited: ReadonlySet<number>): void {
  const content = text.data;
  const pieces: (string | Node)[] = [];
  let done = 0;
  for (const match of content.matchAll(MARK)) {
    const numbers = match[1]!.split(/[,;]/).map(Number);
    if (!numbers.every((n) => cited.has(n))) continue;
    pieces.push(content.slice(done, match.index), ...numbers.map(button));
    done = match.index + match[0].length;
  }
  if (pieces.length) text.replaceWith(...pieces, content.slice(done));
}

function button(n: number): HTMLButtonElement {
  const mark = document.createElement('button');
  mark.type = 'button';
  mark.className = 'cite';
  mark.dataset.n = `${n}`;
  mark.setAttribute('aria-label', `Open source ${n}`);
  mark.textContent = `${n}`;
  return mark;
}
