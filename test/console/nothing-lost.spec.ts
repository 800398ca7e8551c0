/** What a person wrote, dropped or chose is not lost where something goes wrong, or where they look elsewhere meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

/** Seconds an access token lives. */
const LIFE = 5;
const RULES = ['# Rules', 'Dogs are led on a short leash.', 'Cats walk wherever they like to walk.'].join('\n\n');

const ENDED = { status: 'error', code: 'token_revoked', error: 'Sign in again.' };

(CHROMIUM ? describe : describe.skip)('nothing is lost', () => {
  let visit: ConsoleVisit;
  let page: Page;
  beforeAll(async () => {
    visit = await ConsoleVisit.start({ JWT_ACCESS_TOKEN_EXPIRES: `${LIFE}` });
    visit.model.play(answerTo);
    visit.model.playFor('scripted', (body) => {
      const question = String(body.messages.at(-1)?.content ?? '');
      // Titles stay what was asked: whether one is written here depends on how long the suite takes.
      const titled = /^user: (.*)/.exec(question)?.[1];
      if (titled) return { tokens: [titled] };
      if (/dog/i.test(question)) return { tokens: ['On a short leash [1].'] };
      if (/cat/i.test(question)) return { tokens: ['Wherever they like [1].'] };
      return answerTo(body);
    });
    await visit.register('careful');
    page = visit.page;
  });
  afterAll(() => visit.stop());

  const question = () => page.getByLabel('Your question');
  /** The next request of this kind is refused as a busy server would; the others pass. */
  const refuseOnce = (path: string) =>
    page.route(
      path,
      (route) => route.fulfill({ status: 503, json: { status: 'error', code: 'overloaded', error: 'Busy.' } }),
      {
        times: 1,
      },
    );

  it('a tab that slept takes over what others have renewed, and ends nobody', async () => {
    const slept = await page.evaluate(() => sessionStorage.getItem('rai.tokens')!);
    const second = await visit.tab();
    await second.goto(visit.app.url);
    await second.getByLabel('Your question').waitFor();
    await second.goto('about:blank');
    await page.waitForTimeout(LIFE * 1000);
    await visit.room('Memory');
    await page.getByText('Nothing yet.').waitFor();
    // A token that was spent less than ten seconds ago may be a repeated request.
    await page.waitForTimeout(11_000);
    expect(await page.evaluate(() => sessionStorage.getItem('rai.tokens')!)).not.toBe(slept);
    await second.goto(`${visit.app.url}/`);
    await second.evaluate((kept) => sessionStorage.setItem('rai.tokens', kept), slept);
    await second.reload();
    await second.getByRole('link', { name: 'Memory' }).click();
    await second.getByText('Nothing yet.').waitFor();
    await visit.room('Chat');
    await question().waitFor();
    await second.close();
  }, 60_000);

  it('a draft and its file outlive a look at another room', async () => {
    await question().fill('Half a thought');
    await visit.dropOn('.composer', 'notes.md', '# Notes');
    await page.getByLabel('Attached files').getByText('notes.md').waitFor();
    await visit.room('Documents');
    await visit.room('Chat');
    expect(await question().inputValue()).toBe('Half a thought');
    await page.getByLabel('Attached files').getByText('notes.md').waitFor();
    await page.getByRole('button', { name: 'Remove notes.md' }).click();
    await question().fill('');
  });

  it('a conversation that could not be deleted stays open', async () => {
    await visit.askAndWait('Not to be lost');
    const { hash } = new URL(page.url());
    await refuseOnce('**/api/session/*');
    await page.getByRole('button', { name: 'Actions for Not to be lost' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Busy.').waitFor();
    // Or the next test takes it for its own.
    await page.getByRole('button', { name: 'Dismiss' }).click();
    expect(new URL(page.url()).hash).toBe(hash);
    await visit.lastAnswer().getByText('You asked: Not to be lost').waitFor();
    await visit.newConversation();
  });

  it('an edit the server does not take is still there', async () => {
    await visit.askAndWait('A first wording');
    await refuseOnce('**/api/chat');
    await page.getByRole('button', { name: 'Edit the question' }).click();
    await page.getByLabel('Edited question').fill('A long and careful second wording');
    await page.getByRole('button', { name: 'Ask instead' }).click();
    await page.getByText('Busy.').waitFor();
    expect(await page.getByLabel('Edited question').inputValue()).toBe('A long and careful second wording');
    await page.getByRole('button', { name: 'Ask instead' }).click();
    await visit.lastAnswer().getByText('You asked: A long and careful second wording').waitFor();
    visit.complaints.splice(0);
  });

  it('a question goes where the server puts it, though another tab went on meanwhile', async () => {
    await visit.newConversation();
    await visit.askAndWait('The beginning');
    const second = await visit.tab();
    await second.goto(page.url());
    await second.getByLabel('Your question').fill('From the other tab');
    // Not before the conversation is read: until then nothing is sent.
    await second.getByRole('button', { name: 'Send', disabled: false }).waitFor();
    await second.keyboard.press('Enter');
    await second.getByText('You asked: From the other tab', { exact: true }).waitFor();
    await visit.ask('From this tab');
    await page.getByText('You asked: From this tab', { exact: true }).waitFor();
    await page.getByText('You asked: From the other tab', { exact: true }).waitFor();
    const asked = await page.getByRole('article', { name: 'You' }).allInnerTexts();
    expect(asked.map((text) => text.split('\n')[0])).toEqual(['The beginning', 'From the other tab', 'From this tab']);
    await second.close();
  });

  it('a citation opens at its own sentence, also of a passage that is open at another', async () => {
    await visit.room('Documents');
    await visit.drop('rules.md', RULES);
    await page.locator('.badge.ready').waitFor();
    await visit.room('Chat');
    await visit.newConversation();
    await visit.askAndWait('How are dogs led?');
    await visit.askAndWait('Where do cats walk?');
    const open = (at: number) => visit.answers().nth(at).getByRole('button', { name: 'Open source 1' }).click();
    const mark = page.getByRole('complementary', { name: 'Source' }).locator('mark');
    await open(0);
    await mark.getByText('Dogs are led on a short leash.').waitFor();
    await open(1);
    await mark.getByText('Cats walk wherever they like to walk.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('what went wrong with a file is told when one comes back to it', async () => {
    await visit.room('Documents');
    await page.route('**/api/rag/documents', async (route) => {
      if (route.request().method() === 'POST') await new Promise((resume) => setTimeout(resume, 400));
      await route.fallback();
    });
    await refuseOnce('**/api/rag/documents');
    await visit.drop('refused.md', '# Refused');
    await visit.room('Chat');
    await page.waitForTimeout(600);
    await visit.room('Documents');
    await page.getByLabel('Uploads').getByText('refused.md').waitFor();
    await page.getByLabel('Uploads').getByText('Busy.').waitFor();
    visit.complaints.splice(0);
  });

  it('copies where browsers have no clipboard for a page', async () => {
    await visit.room('Chat');
    await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
    await page.reload();
    await page.getByRole('link', { name: /How are dogs led/ }).click();
    await page.getByRole('button', { name: 'Copy the question' }).first().click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('How are dogs led?');
  });

  it('what was being written when a sign-in ran out is there after the next, for the same account alone', async () => {
    const signIn = async (username: string) => {
      await page.getByLabel('User name').fill(username);
      await page.getByLabel('Password').fill('violet-harbour-ladder-42');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await question().waitFor();
    };
    const runOut = async (text: string) => {
      await page.goto(visit.app.url);
      await question().fill(text);
      await page.waitForTimeout(LIFE * 1000);
      await page.route('**/api/auth/refresh', (route) => route.fulfill({ status: 401, json: ENDED }), { times: 1 });
    };
    const json = { username: 'passes-by', password: 'violet-harbour-ladder-42' };
    await visit.app.call('POST', '/api/auth/register', { json });

    await runOut('A long and careful question');
    await page.keyboard.press('Enter');
    await signIn('careful');
    // A frame after the page is there; where it never comes, this fails.
    const isThere = (text: string) => [...document.querySelectorAll('textarea')].some(({ value }) => value === text);
    await page.waitForFunction(isThere, 'A long and careful question');

    await page.getByLabel('Your question').fill('');
    await visit.askAndWait('To be asked otherwise');
    await page.getByRole('button', { name: 'Edit the question' }).last().click();
    await page.getByLabel('Edited question').fill('A second and better wording');
    await page.waitForTimeout(LIFE * 1000);
    await page.route('**/api/auth/refresh', (route) => route.fulfill({ status: 401, json: ENDED }), { times: 1 });
    await page.getByRole('button', { name: 'Ask instead' }).click();
    await signIn('careful');
    await page.getByLabel('Edited question').waitFor();
    expect(await page.getByLabel('Edited question').inputValue()).toBe('A second and better wording');

    await runOut('Half a thought of mine');
    await page.getByRole('link', { name: 'Memory' }).click();
    await signIn('passes-by');
    expect(await question().inputValue()).toBe('');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('careful');
    expect(await question().inputValue()).toBe('');

    await question().fill('Not for later');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('careful');
    expect(await question().inputValue()).toBe('');
    visit.complaints.splice(0);
  }, 60_000);

  it('asks once for earlier messages that cannot be had, and again when somebody wants to', async () => {
    const login = { username: 'careful', password: 'violet-harbour-ladder-42' };
    const token = (await visit.app.call('POST', '/api/auth/login', { json: login })).body.access_token;
    const messages = Array.from({ length: 90 }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content: `Message number ${i}.`,
    }));
    await visit.app.call('POST', '/api/session/import', {
      token,
      json: { sessions: [{ title: 'Old talk', messages }] },
    });
    await page.reload();
    let refused = 0;
    await page.route('**/messages?*until=*', (route) => {
      refused++;
      return route.fulfill({ status: 503, json: { status: 'error', code: 'overloaded', error: 'Busy.' } });
    });
    await page.getByRole('link', { name: /Old talk/ }).click();
    await page.getByText('Message number 89.').waitFor();
    await page.getByRole('region', { name: 'Messages' }).evaluate((element) => element.scrollTo({ top: 0 }));
    await page.getByText('Busy.').first().waitFor();
    await page.waitForTimeout(500);
    expect(refused).toBe(1);
    await page.unroute('**/messages?*until=*');
    await page.getByRole('button', { name: 'Earlier messages' }).click();
    await page.getByText('Message number 20.').waitFor();
  });
});
