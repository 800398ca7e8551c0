/** Starts the page. */
import { render } from 'preact';
import { adoptFromOtherTabs, credentials } from './api/credentials.js';
import { leaveWithTheAccount } from './shell/another-account.js';
import { App } from './shell/app.js';
import { refuseStrayFiles } from './state/stray-files.js';
import { show } from './state/theme.js';

async function main(): Promise<void> {
  show();
  refuseStrayFiles();
  if (!credentials.value) await adoptFromOtherTabs();
  leaveWithTheAccount();
  render(<App />, document.getElementById('app')!);
}

void main();
