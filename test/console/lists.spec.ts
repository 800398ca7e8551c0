/** Long lists in the console: what was read on of them stays, and counts are in words. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

const DOCUMENTS = 60;
const CONVERSATIONS = 60;

(CHROMIUM ? describe : describe.skip)('long lists', () => {
  let visit: ConsoleVisit;
  let page: Page;
  let token: string;
  const post = (path: string, json: unknown) => visit.app.call('POST', path, { token, json });
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    page = visit.page;
    await visit.register('collector');
    const login = { username: 'collector', password: 'violet-harbour-ladder-42' };
    token = (await visit.app.call('POST', '/api/auth/login', { json: login })).body.access_token;
    const messages = [{ role: 'user', content: 'Hello.' }];
    const sessions = Array.from({ length: CONVERSATIONS }, (_, i) => ({ title: `Talk ${i}`, messages }));
    expect((await post('/api/session/import', { sessions })).status).toBe(201);
    for (let i = 0; i < DOCUMENTS; i++) {
      const { status } = await post('/api/rag/documents', { title: `Paper ${i}`, text: `Paper number ${i}.` });
      expect(status).toBe(202);
    }
  });
  afterAll(() => visit.stop());

  it('conversations that were read on stay when an answer ends', async () => {
    await page.reload();
    const list = page.getByRole('region', { name: 'Conversations' });
    await list.getByRole('button', { name: 'More' }).click();
    await list.getByText('Talk 5', { exact: true }).waitFor();
    const read = page.waitForResponse((response) => response.url().includes('/api/session?'));
    await visit.askAndWait('And one more');
    await read;
    await list.getByText('And one more').waitFor();
    expect(await list.getByText('Talk 5', { exact: true }).count()).toBe(1);
  });

  it('documents that were read on stay when one of them is deleted, and one passage is one', async () => {
    await visit.room('Documents');
    await page.locator('main').getByRole('button', { name: 'More' }).click();
    await page.getByText('Paper 0', { exact: true }).waitFor();
    expect(await page.getByRole('list', { name: 'Documents' }).innerText()).not.toContain('1 passages');
    await page.getByRole('button', { name: 'Actions for Paper 30' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Paper 30', { exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByRole('list', { name: 'Documents' }).getByRole('listitem').count()).toBe(DOCUMENTS - 1);
  });

  it('asked no other place for anything, and nothing complained', () => {
    expect([visit.strayRequests, visit.complaints]).toEqual([[], []]);
  });
});
