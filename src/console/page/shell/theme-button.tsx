import { IconButton } from '../parts/icon-button.js';
import { useStore } from '../state/store.js';
import { chooseTheme, type Theme, theme } from '../state/theme.js';

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const WORDS: Record<Theme, string> = { auto: 'as the system', light: 'light', dark: 'dark' };

export function ThemeButton() {
  const now = useStore(theme);
  return (
    <IconButton
      icon="sun"
      label={`Colours: ${WORDS[now]}. Change to ${WORDS[NEXT[now]]}`}
      onClick={() => chooseTheme(NEXT[now])}
    />
  );
}
