/** A conversation of ten thousand messages opens at its end, at once, and reads back as far as one scrolls. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';

const COUNT = 10_000;

(CHROMIUM ? describe : describe.skip)('a very long conversation', () => {
  let visit: ConsoleVisit;
  /** Requests for messages. */
  const reads: string[] = [];
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play({ tokens: ['Still here.'] });
    await visit.register('long-talker');
    const json = { username: 'long-talker', password: 'violet-harbour-ladder-42' };
    const { access_token: token } = (await visit.app.call('POST', '/api/auth/login', { json })).body;
    const messages = Array.from({ length: COUNT }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content: `Message number ${i}. `.repeat(1 + (i % 3)),
    }));
    const sessions = [{ title: 'Years of talk', messages }];
    expect((await visit.app.call('POST', '/api/session/import', { token, json: { sessions } })).status).toBe(201);
    visit.page.on('request', (request) => {
      if (/\/messages\?.*limit=40/.test(request.url())) reads.push(request.url());
    });
    await visit.page.reload();
  });
  afterAll(() => visit.stop());

  const rows = () => visit.page.locator('.messages > li');
  const thread = () => visit.page.getByRole('region', { name: 'Messages' });
  const first = () => rows().first().innerText();
  const topOf = (text: string) =>
    visit.page
      .getByText(text)
      .first()
      .evaluate((element) => element.getBoundingClientRect().top);

  it('opens at its end, with one look at its messages', async () => {
    await visit.page.getByRole('link', { name: /Years of talk/ }).click();
    await visit.page
      .getByText(`Message number ${COUNT - 1}.`)
      .first()
      .waitFor();
    expect(
      await visit.page
        .getByText(`Message number ${COUNT - 1}.`)
        .first()
        .isVisible(),
    ).toBe(true);
    expect(reads).toHaveLength(1);
    expect(await rows().count()).toBeLessThanOrEqual(50);
  });

  it('goes on from there', async () => {
    await visit.askAndWait('And now?');
    expect(await visit.lastAnswer().innerText()).toBe('Still here.');
    expect(reads).toHaveLength(1);
    // The messages are scrolled, not the window: a jump to a place in a source would push the head of the page out of it.
    expect((await visit.shot('long')).overflows).toBe(false);
  });

  it('reads back where one scrolls up, and keeps the place', async () => {
    const shown = await rows().count();
    const top = (await first()).split('.')[0]!;
    await thread().evaluate((element) => element.scrollTo({ top: 0 }));
    await visit.page.waitForFunction((count) => document.querySelectorAll('.messages > li').length > count, shown);
    expect(await rows().count()).toBe(shown + 40);
    // What was first on the screen is still there, not pushed out of it.
    const place = await topOf(`${top}.`);
    expect(place).toBeGreaterThan(-50);
    expect(place).toBeLessThan(400);
    expect(reads).toHaveLength(2);
  });

  it('and further, by the button', async () => {
    const shown = await rows().count();
    await visit.page.getByRole('button', { name: 'Earlier messages' }).click();
    await visit.page.waitForFunction((count) => document.querySelectorAll('.messages > li').length > count, shown);
    expect(Number(/\d+/.exec(await first())![0])).toBeLessThanOrEqual(COUNT - 3 * 40);
  });

  it('nothing complained', () => {
    expect(visit.complaints).toEqual([]);
  });
});
