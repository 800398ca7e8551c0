/** Starts the page. */
import { render } from 'preact';
import { adoptFromOtherTabs } from './api/credentials.js';
import { loadFeatures } from './api/features.js';
import { sentenceOf } from './api/problem.js';
import { App } from './shell/app.js';
import { show } from './state/theme.js';

async function main(): Promise<void> {
  show();
  const host = document.getElementById('app')!;
  try {
    await Promise.all([loadFeatures(), adoptFromOtherTabs()]);
    render(<App />, host);
  } catch (error) {
    render(<p class="notice problem alone">{sentenceOf(error)} Reload the page to try again.</p>, host);
  }
}

void main();
