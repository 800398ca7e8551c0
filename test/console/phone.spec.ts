/** The console on a phone: a narrow window, fingers, and texts that are longer than a line. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo, HARBOUR } from './scripted-answers.js';

const LONG_WORD = 'onewordwithoutanend'.repeat(20);

(CHROMIUM ? describe : describe.skip)('on a phone', () => {
  let visit: ConsoleVisit;
  let page: Page;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    page = visit.page;
    await page.setViewportSize({ width: 390, height: 760 });
    await visit.register('with-a-phone');
  });
  afterAll(() => visit.stop());

  /** How far the room can be pushed aside. */
  const aside = () => page.locator('main').evaluate((main) => main.scrollWidth - main.clientWidth);

  it('closes the menu where one goes to the room one is in', async () => {
    await page.goto(`${visit.app.url}/#/chat`);
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('link', { name: 'New conversation' }).click();
    await page.locator('.bar-open').waitFor({ state: 'detached' });
    await page.getByLabel('Your question').click();
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chat' }).click();
    await page.locator('.bar-open').waitFor({ state: 'detached' });
  });

  it('is in order where the phone is turned while the menu is open', async () => {
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.setViewportSize({ width: 900, height: 390 });
    await page.getByLabel('Your question').click();
    const { y } = (await page.locator('main').boundingBox())!;
    expect(y).toBe(0);
    await page.setViewportSize({ width: 390, height: 760 });
    await page.keyboard.press('Escape');
  });

  it('has nothing sticking out of any room', async () => {
    await page.goto(`${visit.app.url}/#/memory`);
    await page.getByLabel('Something to remember').fill(`My notes are at ${LONG_WORD}`);
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Memories' }).getByText(LONG_WORD).waitFor();
    await page.getByRole('button', { name: 'Actions for this memory' }).click();
    await page.getByRole('menuitem', { name: 'History' }).click();
    await page.getByRole('list', { name: 'History' }).getByText(LONG_WORD).waitFor();
    expect(await aside()).toBe(0);
    for (const room of ['account', 'keys', 'users', 'invites', 'server', 'audit']) {
      await page.goto(`${visit.app.url}/#/settings/${room}`);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      if (room === 'server') await page.getByLabel('Fixed ones too').click();
      if (/users|server|audit/.test(room)) await page.locator('.rows > li').first().waitFor();
      expect([room, await aside()]).toEqual([room, 0]);
    }
  });

  it('goes back to the citation when its source is closed, also where the answer was drawn anew meanwhile', async () => {
    await page.goto(`${visit.app.url}/#/documents`);
    await visit.drop('harbour.md', HARBOUR);
    await page.locator('.badge.ready').waitFor();
    await page.goto(`${visit.app.url}/#/chat`);
    visit.model.play(() => ({ tokens: ['A green lamp', ' [1]', ' at', ' dusk', ' and', ' dawn.'], gapMs: 500 }));
    await visit.ask('Which lamp does the pier show?');
    const citation = page.getByRole('button', { name: 'Open source 1' });
    const source = page.getByRole('complementary', { name: 'Source' });
    await citation.click();
    await source.locator('mark').waitFor();
    await visit.finished().waitFor({ state: 'attached' });
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('Tab');
      const behind = await page.evaluate(() => document.activeElement!.closest('.talk, .top-bar, .side-bar') !== null);
      expect(behind).toBe(false);
    }
    await source.getByRole('button', { name: 'Close' }).click();
    await source.waitFor({ state: 'detached' });
    expect(await citation.evaluate((button) => button === document.activeElement)).toBe(true);
    visit.model.play(answerTo);
  });

  it('shows fingers on a wider screen, which hover over nothing, what can be done with a conversation', async () => {
    await page.goto(`${visit.app.url}/#/chat`);
    // Only the hash is another one: the conversation before may be shown a moment longer.
    await page.getByRole('heading', { name: 'What would you like to know?' }).waitFor();
    await visit.askAndWait('What a phone is for');
    const context = await page
      .context()
      .browser()!
      .newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true });
    const touched = await context.newPage();
    await touched.goto(visit.app.url);
    await touched.getByLabel('User name').fill('with-a-phone');
    await touched.getByLabel('Password').fill('violet-harbour-ladder-42');
    await touched.getByRole('button', { name: 'Sign in' }).tap();
    const actions = touched.getByRole('button', { name: /^Actions for What a phone/ });
    await actions.waitFor();
    expect(await actions.evaluate((button) => getComputedStyle(button).opacity)).toBe('1');
    await context.close();
  });
});
