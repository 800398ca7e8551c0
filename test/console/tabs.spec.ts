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

  it('shows what is asked in another tab without being loaded anew', async () => {
    const asked = await visit.page.getByRole('article', { name: 'You' }).count();
    await second.getByLabel('Your question').fill('Asked in the second tab');
    await second.keyboard.press('Enter');
    await visit.page.getByText('You asked: Asked in the second tab', { exact: true }).waitFor();
    await visit.finished().nth(asked).waitFor();
    expect(await visit.page.getByRole('article', { name: 'You' }).count()).toBe(asked + 1);
  });

  /** Asks from elsewhere in the conversation that the tabs show. */
  async function askFromElsewhere(message: string) {
    const json = { username: 'many-tabs', password: 'violet-harbour-ladder-42' };
    const { access_token: token } = (await visit.app.call('POST', '/api/auth/login', { json })).body;
    const session_id = new URL(visit.page.url()).hash.split('/').at(-1);
    return visit.app.call('POST', '/api/chat', { token, json: { message, session_id } });
  }

  it('shows what another device has asked as soon as somebody comes back to it', async () => {
    expect((await askFromElsewhere('From a phone')).status).toBe(200);
    for (const page of [visit.page, second]) {
      const answer = page.getByText('You asked: From a phone', { exact: true });
      expect(await answer.count()).toBe(0);
      await page.evaluate(() => window.dispatchEvent(new Event('focus')));
      await answer.waitFor();
    }
  });

  it('goes on with what another device has begun meanwhile', async () => {
    const calls = visit.model.chats.length;
    const elsewhere = askFromElsewhere('Another long story');
    while (visit.model.chats.length === calls) await new Promise((resume) => setTimeout(resume, 20));
    await visit.ask('A question too many');
    await visit.page.getByText('An answer is still being written in this conversation.').waitFor();
    await visit.page.getByRole('button', { name: 'Stop' }).click();
    expect((await elsewhere).body.reason).toBe('stopped');
    expect(await visit.page.getByLabel('Your question').inputValue()).toBe('A question too many');
    // That refusal is the one complaint there should be.
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('409')]);
  });

  it('signs out everywhere', async () => {
    await visit.page.getByRole('button', { name: 'Sign out' }).click();
    await second.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await second.evaluate(() => sessionStorage.length)).toBe(0);
    // Tokens end with a whole second, up to one before their time: that is a refusal, a renewal and a second try.
    const others = visit.complaints.filter((text) => !text.includes('401'));
    expect([others, visit.strayRequests]).toEqual([[], []]);
  });
});
