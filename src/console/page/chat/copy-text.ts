import { attempt } from '../state/toasts.js';

export function copyText(text: string): void {
  void attempt(() => navigator.clipboard.writeText(text), 'Copied.');
}
