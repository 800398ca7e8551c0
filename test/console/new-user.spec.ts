/** The console as somebody new meets it. The tests build on one another: they are one visit. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo, HARBOUR, LONG } from './scripted-answers.js';

const ROOMS = ['chat', 'documents', 'memory', 'statistics', 'settings/account', 'settings/users', 'settings/server'];

const SENTENCE = 'The northern pier shows a green lamp between dusk and dawn.';

(CHROMIUM ? describe : describe.skip)('a new user at the console', () => {
  let visit: ConsoleVisit;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
  });
  afterAll(() => visit.stop());

  it('registers', async () => {
    await visit.register('first-user');
    expect(await visit.page.getByText('first-user').count()).toBe(1);
  });

  it('drops a file and sees it become ready', async () => {
    await visit.room('Documents');
    await visit.drop('harbour.md', HARBOUR);
    const row = visit.page.getByRole('list', { name: 'Documents' }).getByRole('listitem').first();
    await row.getByText('ready').waitFor();
    expect(await row.textContent()).toContain('harbour');
  });

  it('finds a passage and why', async () => {
    await visit.page.getByLabel('Search the documents').fill('green lamp');
    await visit.page.getByRole('button', { name: 'Search', exact: true }).click();
    const found = visit.page.locator('.found li').first();
    await found.getByText(/^Score/).click();
    expect(await found.textContent()).toContain(SENTENCE);
    expect(await found.locator('dl.parts dt').count()).toBeGreaterThan(0);
  });

  it('asks and watches the answer grow', async () => {
    await visit.room('Chat');
    await visit.ask('Which lamp does the pier show?');
    await visit.page.getByRole('button', { name: 'Stop' }).waitFor();
    await visit.lastAnswer().getByText('The pier').waitFor();
    const early = await visit.lastAnswer().textContent();
    await visit.finished().waitFor();
    const whole = (await visit.lastAnswer().textContent())!.trim();
    expect(whole).toBe('The pier shows a green lamp 1.');
    expect(whole.length).toBeGreaterThan(early!.length);
    expect(await visit.lastAnswer().locator('strong').textContent()).toBe('green');
  });

  it('opens the citation at its sentence', async () => {
    await visit.lastAnswer().getByRole('button', { name: 'Open source 1' }).click();
    const panel = visit.page.getByRole('complementary', { name: 'Source' });
    const mark = panel.locator('mark');
    await mark.waitFor();
    expect(await mark.textContent()).toBe(SENTENCE);
    const [spot, frame] = [(await mark.boundingBox())!, (await panel.boundingBox())!];
    expect(spot.y).toBeGreaterThan(frame.y);
    expect(spot.y + spot.height).toBeLessThan(frame.y + frame.height);
    // Only the source is scrolled: what stands above it stays in the window.
    expect((await panel.getByRole('heading').boundingBox())!.y).toBeGreaterThanOrEqual(0);
    expect((await visit.shot('source')).overflows).toBe(false);
    const text = (await panel.locator('.source-text').textContent())!;
    expect(text.trim().replace(/[ \n]+/g, ' ')).toBe(HARBOUR.trim().replace(/[ \n]+/g, ' '));
    await visit.page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('sees what the answer was made from', async () => {
    await visit.page.getByRole('button', { name: 'What the answer was made from' }).click();
    const panel = visit.page.getByRole('complementary', { name: 'Behind this answer' });
    await panel.getByText(/of .* tokens/).waitFor();
    await panel.getByText('documents').waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
  });

  it('rates the answer', async () => {
    const good = visit.page.getByRole('button', { name: 'Good answer' });
    await good.click();
    await visit.page.locator('.icon-button[aria-label="Good answer"][aria-pressed="true"]').waitFor();
  });

  it('reloads in the middle of an answer and sees it finish', async () => {
    await visit.newConversation();
    await visit.ask('Tell me a long story');
    await visit.lastAnswer().getByText('word3').waitFor();
    await visit.page.reload();
    await visit.lastAnswer().getByText('word6').waitFor();
    const resumed = await visit.lastAnswer().textContent();
    await visit.finished().waitFor();
    expect(resumed).not.toContain('word59');
    expect((await visit.lastAnswer().textContent())!.trim()).toBe(LONG.join('').trim());
    expect(visit.model.chats.filter(({ body }) => JSON.stringify(body).includes('long story'))).toHaveLength(1);
  });

  it('stops an answer', async () => {
    await visit.newConversation();
    await visit.ask('An endless answer, please');
    await visit.lastAnswer().getByText(/\S/).first().waitFor();
    await visit.page.getByRole('button', { name: 'Stop' }).click();
    await visit.page.getByText('Stopped.').waitFor();
    await visit.model.until(() => visit.model.openStreams === 0);
  });

  it('edits a question, and goes back and forth between the branches', async () => {
    await visit.newConversation();
    await visit.askAndWait('The first wording');
    await visit.askAndWait('A further question');
    await visit.page.getByRole('button', { name: 'Edit the question' }).first().click();
    await visit.page.getByLabel('Edited question').fill('The second wording');
    await visit.page.getByRole('button', { name: 'Ask instead' }).click();
    await visit.lastAnswer().getByText('You asked: The second wording').waitFor();
    await visit.page.getByLabel('question 2 of 2').waitFor();
    expect(await visit.answers().count()).toBe(1);
    await visit.page.getByRole('button', { name: 'Previous question' }).click();
    await visit.lastAnswer().getByText('You asked: A further question').waitFor();
    expect(await visit.answers().count()).toBe(2);
  });

  it('goes on from the branch that is shown', async () => {
    await visit.askAndWait('And now on the old branch');
    expect(await visit.answers().count()).toBe(3);
    await visit.page.reload();
    await visit.lastAnswer().getByText('And now on the old branch').waitFor();
    expect(await visit.answers().count()).toBe(3);
  });

  it('has an answer written again beside the first', async () => {
    await visit.page.getByRole('button', { name: 'Answer again' }).last().click();
    await visit.page.getByLabel('answer 2 of 2').waitFor();
    await visit.finished().nth(2).waitFor();
  });

  it('searches the conversations', async () => {
    const list = visit.page.getByRole('region', { name: 'Conversations' });
    await visit.page.getByLabel('Search conversations').fill('endless');
    await visit.page.waitForFunction(() => document.querySelectorAll('.sessions li').length === 1);
    expect(await list.getByRole('listitem').textContent()).toContain('An endless answer');
    await visit.page.getByLabel('Search conversations').fill('');
    await visit.page.waitForFunction(() => document.querySelectorAll('.sessions li').length === 4);
  });

  it('renames, files away, exports and deletes a conversation', async () => {
    const { page } = visit;
    const command = async (name: string) => {
      await page
        .getByRole('button', { name: /^Actions for/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name }).click();
    };
    await command('Rename');
    await page.getByRole('dialog').getByLabel('Title').fill('Renamed by hand');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Renamed by hand/ }).waitFor();
    await command('Move to a folder');
    await page
      .getByRole('dialog')
      .getByLabel(/Folder/)
      .fill('Trials');
    await page.keyboard.press('Enter');
    await page.getByLabel('Folder', { exact: true }).selectOption('Trials');
    await page.waitForFunction(() => document.querySelectorAll('.sessions li').length === 1);
    const download = page.waitForEvent('download');
    await command('Export as Markdown');
    expect((await download).suggestedFilename()).toBe('Renamed by hand.md');
    await command('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No conversations yet.').waitFor();
    await page.getByLabel('Folder', { exact: true }).selectOption('');
  });

  it('forgets a memory', async () => {
    const { page } = visit;
    await visit.room('Memory');
    await page.getByLabel('Something to remember').fill('My bicycle is painted orange.');
    await page.getByRole('button', { name: 'Remember' }).click();
    const row = page.getByRole('list', { name: 'Memories' }).getByText('My bicycle is painted orange.');
    await row.waitFor();
    await page.getByRole('button', { name: 'Actions for this memory' }).first().click();
    await page.getByRole('menuitem', { name: 'Forget' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('sees the dashboard change', async () => {
    const turns = async () => {
      await visit.room('Statistics');
      const card = visit.page.locator('.stat', { has: visit.page.getByText('Turns', { exact: true }) });
      return Number(await card.locator('.value').textContent());
    };
    const before = await turns();
    await visit.newConversation();
    await visit.askAndWait('One more for the count');
    expect(await turns()).toBe(before + 1);
  });

  it('draws it as charts, with the numbers as tables', async () => {
    const { page } = visit;
    const chart = page.locator('figure.chart', { hasText: 'Turns' });
    await chart.locator('canvas').waitFor();
    await chart.getByText('As a table').click();
    const numbers = await chart.locator('tbody td').allTextContents();
    const turns = page.locator('.stat', { has: page.getByText('Turns', { exact: true }) }).locator('.value');
    expect(numbers.reduce((sum, text) => sum + Number(text), 0)).toBe(Number(await turns.textContent()));
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download Turns as CSV' }).click();
    expect((await download).suggestedFilename()).toBe('turns.csv');
  });

  it('asks in a chosen tone', async () => {
    const { page } = visit;
    await visit.newConversation();
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    const tone = page.getByRole('combobox', { name: 'Tone' });
    await tone.locator('option').nth(1).waitFor({ state: 'attached' });
    await tone.selectOption({ index: 1 });
    const chosen = await tone.inputValue();
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/chat'));
    await visit.askAndWait('In a tone, please');
    expect((await sent).postDataJSON()).toMatchObject({ message: 'In a tone, please', tone: chosen });
    await tone.selectOption('');
    await page.getByRole('button', { name: 'Options', exact: true }).click();
  });

  it('attaches a file to a question', async () => {
    const { page } = visit;
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await chooser).setFiles([{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('A note.') }]);
    await page.getByRole('list', { name: 'Attached files' }).getByText('note.txt').waitFor();
    await visit.askAndWait('What is in the note?');
    await page.getByText('1 attached').waitFor();
    expect(await page.getByRole('list', { name: 'Attached files' }).count()).toBe(0);
  });

  it('changes a setting of the server, and takes it back', async () => {
    const { page } = visit;
    await page.goto(`${visit.app.url}/#/settings/server`);
    const setting = page.locator('form.setting', { hasText: 'LLM_CONTEXT_TOKENS' });
    const before = await setting.getByRole('textbox').inputValue();
    await setting.getByRole('textbox').fill('4096');
    await setting.getByRole('button', { name: 'Save' }).click();
    await setting.getByText('runtime', { exact: true }).waitFor();
    await page.getByRole('list', { name: 'Changes' }).getByText('LLM_CONTEXT_TOKENS').waitFor();
    await setting.getByRole('button', { name: 'Take back' }).click();
    await setting.getByText('runtime', { exact: true }).waitFor({ state: 'detached' });
    expect(await setting.getByRole('textbox').inputValue()).toBe(before);
  });

  it('reads the audit log and has it verified', async () => {
    const { page } = visit;
    await page.goto(`${visit.app.url}/#/settings/audit`);
    await page.getByText('config.changed').first().waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/entries are as they were written/).waitFor();
  });

  it('makes an API key, which is shown once', async () => {
    const { page } = visit;
    await page.goto(`${visit.app.url}/#/settings/keys`);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('script');
    await page.keyboard.press('Enter');
    expect(await page.locator('.secret code').textContent()).toMatch(/^rai_/);
    await page.reload();
    await page.getByText('script', { exact: true }).waitFor();
    expect(await page.locator('.secret').count()).toBe(0);
  });

  it('looks right in the dark and on a phone, with nothing sticking out', async () => {
    const { page } = visit;
    await visit.room('Chat');
    await page.locator('.sessions li a').first().click();
    await visit.finished().first().waitFor();
    const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(dark).not.toBe(light);
    expect(await visit.shot('dark')).toEqual({ bytes: expect.any(Number), overflows: false });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const room of ROOMS) {
      await page.goto(`${visit.app.url}/#/${room}`);
      expect([room, (await visit.shot(`phone-${room.replace('/', '-')}`)).overflows]).toEqual([room, false]);
    }
    await page.getByRole('button', { name: 'Menu', exact: true }).click();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Chat' }).click();
    await page.getByLabel('Your question').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('has a name for every control, and a way past the side bar by keyboard', async () => {
    const { page } = visit;
    for (const room of ROOMS) {
      await page.goto(`${visit.app.url}/#/${room}`);
      await page.locator('#main :is(h1, textarea)').first().waitFor();
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('button, a, input, select, textarea')]
          .filter((control) => !control.closest('[aria-hidden=true]'))
          .filter((control) => !(control.getAttribute('aria-label') ?? control.textContent?.trim()))
          .filter((control) => !control.labels?.length)
          .map((control) => control.outerHTML),
      );
      expect([room, nameless]).toEqual([room, []]);
    }
    await page.reload();
    await page.getByLabel('Menu', { exact: true }).waitFor({ state: 'attached' });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('signs out, and nothing is left', async () => {
    await visit.page.getByRole('button', { name: 'Sign out' }).click();
    await visit.page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await visit.page.evaluate(() => sessionStorage.length)).toBe(0);
    await visit.page.reload();
    await visit.page.getByRole('button', { name: 'Sign in' }).waitFor();
  });

  it('asked no other place for anything, and nothing complained', () => {
    expect(visit.strayRequests).toEqual([]);
    expect(visit.complaints).toEqual([]);
    expect(visit.alerts).toEqual([]);
  });
});
