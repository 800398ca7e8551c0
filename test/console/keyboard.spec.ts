/** The console without a pointer: where the focus goes. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

(CHROMIUM ? describe : describe.skip)('by keyboard alone', () => {
  let visit: ConsoleVisit;
  let page: Page;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    page = visit.page;
    await visit.register('typist');
    await visit.askAndWait('What is there?');
  });
  afterAll(() => visit.stop());

  it('a menu that is left with Tab closes', async () => {
    await page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    // The first command has the focus a frame later than it is there.
    await page.locator('[role=menuitem]:focus').waitFor();
    const commands = await page.getByRole('menuitem').count();
    for (let i = 0; i < commands; i++) await page.keyboard.press('Tab');
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });

  it('who thinks better of an edit is where they were', async () => {
    await page.getByRole('button', { name: 'Edit the question' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Edited question').waitFor();
    expect(await focused()).toBe('Edited question');
    await page.keyboard.press('Escape');
    await page.getByLabel('Edited question').waitFor({ state: 'detached' });
    // The focus comes back a frame after the form is gone; where it never does, this fails.
    await page.locator('[aria-label="Edit the question"]:focus').waitFor();
  });
});
