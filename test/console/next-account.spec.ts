/** What one account asked for is not shown to the next one that signs in at the same page, however late it is answered. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

const BUSY = { status: 503, json: { status: 'error', code: 'overloaded', error: 'Busy.' } };

function gate() {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

(CHROMIUM ? describe : describe.skip)('the next account', () => {
  let visit: ConsoleVisit;
  let page: Page;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    page = visit.page;
    await visit.register('leaves-early');
  });
  afterAll(() => visit.stop());

  /** Keeps the answer to the next such request until it is let go; `answer` is given in place of the server's. */
  async function held(path: string, answer?: typeof BUSY) {
    const came = gate();
    const released = gate();
    await page.route(
      path,
      async (route) => {
        const given = answer ?? { response: await route.fetch() };
        came.open();
        await released.passed;
        await route.fulfill(given);
      },
      { times: 1 },
    );
    return async (meanwhile: () => Promise<void>) => {
      await came.passed;
      await meanwhile();
      const response = page.waitForResponse(path);
      released.open();
      await (await response).finished();
    };
  }

  const signOut = async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
  };

  /** On the page as it is: opening its address would begin it anew. */
  const register = async (username: string) => {
    await page.getByRole('button', { name: 'Make an account' }).click();
    await page.getByLabel('User name').fill(username);
    await page.getByLabel('Password').fill('violet-harbour-ladder-42');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByLabel('Your question').waitFor();
  };

  it('does not find the question that was refused after the other had left', async () => {
    const late = await held('**/api/chat', BUSY);
    await visit.ask('A secret of the first account');
    await late(signOut);
    await page.getByText('Busy.').waitFor();
    await register('comes-later');
    expect(await page.getByLabel('Your question').inputValue()).toBe('');
  });

  it('does not find folders and conversations that were read for the other', async () => {
    await visit.askAndWait('A conversation of mine');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Move to a folder' }).click();
    await page.getByLabel('Folder (empty: none)').fill('Private matters');
    const late = await held('**/api/session?*');
    await page.keyboard.press('Enter');
    await late(signOut);
    await register('comes-last');
    await page.getByText('No conversations yet.').waitFor();
    expect(await page.getByRole('combobox', { name: 'Folder' }).count()).toBe(0);
  });

  it('begins with a conversation of its own, not at the address of another', async () => {
    expect(new URL(page.url()).hash).toBe('#/chat');
    expect(await page.getByRole('alert').count()).toBe(0);
    await visit.askAndWait('May I ask?');
  });

  it('is not asked what the other was about to do', async () => {
    const other = await visit.tab();
    await other.goto(visit.app.url);
    await visit.askAndWait('Another conversation of mine');
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').waitFor();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
