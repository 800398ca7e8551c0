/** Several tabs of one browser, and a sign-in that outlives its access token. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo, LONG } from './scripted-answers.js';

/** Seconds an access token lives: several pass during this visit. */
const LIFE = 5;

(CHROMIUM ? describe : describe.skip)('several tabs', () => {
  let visit: ConsoleVisit;
  let second: Page;
  const tokenOf = (page: Page) =>
    page.evaluate(() => (JSON.parse(sessionStorage.getItem('rai.tokens')!) as { refresh_token: string }).refresh_token);
  beforeAll(async () => {
    visit = await ConsoleVisit.start({ JWT_ACCESS_TOKEN_EXPIRES: `${LIFE}` });
    visit.model.play(answerTo);
    await visit.register('many-tabs');
  });
  afterAll(() => visit.stop());

  it('a new tab is signed in as the others are', async () => {
    second = await visit.tab();
    await second.goto(visit.app.url);
    await second.getByLabel('Your question').waitFor();
    expect(await tokenOf(second)).toBe(await tokenOf(visit.page));
  });

  it('renews in time, and the other tab learns of it', async () => {
    const before = await tokenOf(visit.page);
    await visit.page.waitForTimeout(LIFE * 1000);
    await visit.room('Documents');
    await visit.page.getByText('No documents here yet.').waitFor();
    const after = await tokenOf(visit.page);
    expect(after).not.toBe(before);
    await second.waitForFunction((token) => sessionStorage.getItem('rai.tokens')?.includes(token), after);
    await visit.page.waitForTimeout(LIFE * 1000);
    await second.getByRole('link', { name: 'Memory' }).click();
    await second.getByText('Nothing yet.').waitFor();
  });

  it('shows the answer that another tab asked for, live, and refuses a second question on it', async () => {
    await visit.room('Chat');
    await visit.ask('Tell me a long story');
    await visit.lastAnswer().getByText('word3').waitFor();
    await second.goto(visit.page.url());
    await second.getByRole('article', { name: 'Answer' }).getByText('word5').waitFor();
    await second.getByRole('button', { name: 'Stop' }).waitFor();
    await second.getByRole('button', { name: 'Good answer' }).waitFor();
    const told = await second.getByRole('article', { name: 'Answer' }).locator('.markdown').textContent();
    expect(told!.trim()).toBe(LONG.join('').trim());
  });

  it('goes on with what another tab has begun meanwhile', async () => {
    await second.getByLabel('Your question').fill('Another long story');
    await second.keyboard.press('Enter');
    await second.getByRole('button', { name: 'Stop' }).waitFor();
    await visit.ask('A question too many');
    await visit.page.getByText('An answer is still being written in this conversation.').waitFor();
    await visit.page.getByRole('button', { name: 'Stop' }).click();
    await second.getByText('Stopped.').waitFor();
    expect(await visit.page.getByLabel('Your question').inputValue()).toBe('A question too many');
    // That refusal is the one complaint there should be.
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  it('signs out everywhere', async () => {
    await visit.page.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await second.evaluate(() => sessionStorage.length)).toBe(0);
    expect([visit.complaints, visit.strayRequests]).toEqual([[], []]);
  });
});
