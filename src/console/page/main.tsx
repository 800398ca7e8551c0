/** Starts the page. */
import { render } from 'preact';
import { adoptFromOtherTabs } from './api/credentials.js';
import { App } from './shell/app.js';
import { show } from './state/theme.js';

async function main(): Promise<void> {
  show();
  await adoptFromOtherTabs();
  render(<App />, document.getElementById('app')!);
}

void main();
