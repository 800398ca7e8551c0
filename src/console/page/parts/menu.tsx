/** A button that opens a list of commands: arrows move, Escape closes, focus goes back. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './icon-button.js';

export interface Command {
  label: string;
  run: () => void;
  danger?: boolean;
}

export function Menu({ label, commands }: { label: string; commands: readonly Command[] }) {
  const [open, setOpen] = useState(false);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    host.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const leave = (event: Event) => !host.current?.contains(event.target as Node) && setOpen(false);
    document.addEventListener('pointerdown', leave);
    return () => document.removeEventListener('pointerdown', leave);
  }, [open]);
  const close = () => {
    setOpen(false);
    host.current?.querySelector<HTMLElement>('.icon-button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event, host.current);
  };
  // Who goes on with Tab leaves the list open behind them otherwise.
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget && !host.current?.contains(relatedTarget as Node)) setOpen(false);
  };
  return (
    <div class="menu" ref={host} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <IconButton icon="more" label={label} expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <div role="menu" aria-label={label}>
          {commands.map((command) => (
            <Item key={command.label} command={command} close={close} />
          ))}
        </div>
      )}
    </div>
  );
}

function Item({ command: { label, run, danger }, close }: { command: Command; close: () => void }) {
  const onClick = () => {
    close();
    run();
  };
  return (
    <button type="button" role="menuitem" class={danger ? 'danger' : undefined} onClick={onClick}>
      {label}
    </button>
  );
}

function move(event: KeyboardEvent, host: HTMLElement | null): void {
  const items = [...(host?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  if (!items.length) return;
  event.preventDefault();
  const here = items.indexOf(document.activeElement as HTMLElement);
  const step = event.key === 'ArrowDown' ? 1 : -1;
  items[(here + step + items.length) % items.length]?.focus();
}
