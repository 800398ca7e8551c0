/** Shows Markdown, also while it grows: only what changed is replaced, and drawing takes a small share of the time. */
import { useEffect, useRef } from 'preact/hooks';
import { renderMarkdown } from './markdown.js';

export interface MarkdownViewProps {
  text: string;
  /** Numbers that may be clicked. */
  cited: readonly number[];
  onCite?: (n: number) => void;
}

/** A long answer takes long to draw: wait this many times as long before drawing it again. */
const REST = 6;

export function MarkdownView({ text, cited, onCite }: MarkdownViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const next = useRef({ at: 0, timer: 0 });
  const numbers = cited.join(',');
  useEffect(() => {
    const plan = next.current;
    const draw = () => {
      const began = performance.now();
      if (host.current) morph(host.current, renderMarkdown(text, new Set(cited)));
      plan.at = performance.now() + REST * (performance.now() - began);
    };
    const wait = plan.at - performance.now();
    if (wait <= 0) draw();
    else plan.timer = window.setTimeout(draw, wait);
    return () => window.clearTimeout(plan.timer);
  }, [text, numbers]);
  const onClick = (event: MouseEvent) => {
    const mark = (event.target as Element).closest<HTMLElement>('button.cite');
    if (mark) onCite?.(Number(mark.dataset.n));
  };
  return <div class="markdown" ref={host} onClick={onClick} />;
}

/** Keeps the leading nodes that are the same, so that a selection in them survives. */
function morph(host: HTMLElement, fragment: DocumentFragment): void {
  const fresh = [...fragment.childNodes];
  let same = 0;
  while (same < fresh.length && host.childNodes[same]?.isEqualNode(fresh[same]!)) same++;
  while (host.childNodes.length > same) host.lastChild!.remove();
  host.append(...fresh.slice(same));
}
