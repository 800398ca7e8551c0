/** Light, dark, or as the system has it. */
import { Store } from './store.js';

export type Theme = 'auto' | 'light' | 'dark';
const KEY = 'rai.theme';
const kept = localStorage.getItem(KEY);
export const theme = new Store<Theme>(kept === 'light' || kept === 'dark' ? kept : 'auto');

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
/** What is seen. */
export const isDark = new Store(systemIsDark.matches);
systemIsDark.addEventListener('change', show);

export function chooseTheme(next: Theme): void {
  theme.set(next);
  localStorage.setItem(KEY, next);
  show();
}

export function show(): void {
  document.documentElement.dataset.theme = theme.value;
  isDark.set(theme.value === 'auto' ? systemIsDark.matches : theme.value === 'dark');
}
