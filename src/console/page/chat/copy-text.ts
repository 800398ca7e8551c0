import { attempt } from '../state/toasts.js';

export function copyText(text: string): void {
  void attempt(async () => (isSecureContext ? navigator.clipboard.writeText(text) : copyBySelection(text)), 'Copied.');
}

/** Over plain http, as on a network at home, browsers offer no clipboard. */
function copyBySelection(text: string): void {
  const field = document.createElement('textarea');
  const focused = document.activeElement as HTMLElement | null;
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'unseen';
  // A dialog keeps focus to itself.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  focused?.focus();
  if (!copied) throw new Error('The browser does not let this page copy. Select the text and copy it yourself.');
}
