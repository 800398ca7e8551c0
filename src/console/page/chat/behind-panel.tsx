/** The panel beside the thread: a source at its sentence, or everything that entered the prompt. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Citation } from '../api/types.js';
import { IconButton } from '../parts/icon-button.js';
import { ContextView } from './context-view.js';
import { placeOf, SourceView } from './source-view.js';

export type Behind = { kind: 'source'; citation: Citation } | { kind: 'context'; messageId: string };

export interface BehindPanelProps {
  behind: Behind;
  onChange: (behind: Behind | null) => void;
}

export function BehindPanel({ behind, onChange }: BehindPanelProps) {
  const panel = useRef<HTMLElement>(null);
  const wayBack = useMemo(() => wayBackFrom(document.activeElement), []);
  useEffect(() => {
    panel.current?.focus();
    const release = holdFocus();
    return () => {
      release();
      // Who has gone on to something else stays there.
      if (document.activeElement === document.body) wayBack()?.focus();
    };
  }, []);
  const title = behind.kind === 'source' ? behind.citation.title : 'Behind this answer';
  return (
    <aside
      class="panel"
      ref={panel}
      tabIndex={-1}
      aria-label={behind.kind === 'source' ? 'Source' : 'Behind this answer'}
      onKeyDown={(event) => event.key === 'Escape' && onChange(null)}
    >
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label="Close" onClick={() => onChange(null)} />
      </header>
      {behind.kind === 'source' ? (
        <SourceView key={placeOf(behind.citation)} citation={behind.citation} asked={behind} />
      ) : (
        <ContextView key={behind.messageId} messageId={behind.messageId} />
      )}
    </aside>
  );
}

/** The style lays the panel over all of a window this narrow. */
const COVERS_ALL = window.matchMedia('(max-width: 40rem)');

/** What nobody sees behind the panel, nobody gets to with keys or a screen reader. Gives what ends that. */
function holdFocus(): () => void {
  const covered = [...document.querySelectorAll<HTMLElement>('.skip, .top-bar, .side-bar, .talk')];
  const hold = () => covered.forEach((element) => (element.inert = COVERS_ALL.matches));
  hold();
  COVERS_ALL.addEventListener('change', hold);
  return () => {
    COVERS_ALL.removeEventListener('change', hold);
    covered.forEach((element) => (element.inert = false));
  };
}

/** What opened the panel; where that was drawn anew since, what stands in its place, or the thread around it. */
function wayBackFrom(opener: Element | null): () => HTMLElement | null | undefined {
  const [thread, article, label] = [opener?.closest('.thread'), opener?.closest('article'), opener?.ariaLabel];
  return () => {
    if (opener?.isConnected) return opener as HTMLElement;
    const buttons = [...(article?.querySelectorAll('button') ?? [])];
    return buttons.find(({ ariaLabel }) => label && ariaLabel === label) ?? (thread as HTMLElement | null | undefined);
  };
}
