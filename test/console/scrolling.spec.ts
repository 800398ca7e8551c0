/** The thread goes on with an answer while one is at its end, and stays where it is while one is not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';

const TALL = Array.from({ length: 60 }, (_, i) => `- line ${i}\n`).join('');

(CHROMIUM ? describe : describe.skip)('scrolling', () => {
  let visit: ConsoleVisit;
  let page: ConsoleVisit['page'];
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(() => ({ tokens: [TALL] }));
    page = visit.page;
    await visit.register('reads-along');
  });
  afterAll(() => visit.stop());

  const thread = () => page.getByRole('region', { name: 'Messages' });
  const belowTheView = () =>
    thread().evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight);

  it('stays at the end of an answer that comes all at once', async () => {
    for (const question of ['Something tall', 'Something tall again']) {
      await visit.askAndWait(question);
      await visit.lastAnswer().getByText('line 59').waitFor();
      await page.waitForFunction(() => document.getAnimations().length === 0);
      expect([question, await belowTheView()]).toEqual([question, expect.closeTo(0, -1)]);
    }
  });

  it('stays at the end of what grows before the browser tells of a scroll to it', async () => {
    const below = await thread().evaluate(async (element) => {
      const drawn = () => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume)));
      const grown = document.createElement('li');
      grown.style.height = '900px';
      element.querySelector('.messages')!.append(grown);
      element.dispatchEvent(new Event('scroll'));
      await drawn();
      const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
      grown.remove();
      await drawn();
      return rest;
    });
    expect(below).toBeCloseTo(0, -1);
  });

  it('stays where one has scrolled to', async () => {
    const place = async () => (await page.getByText('line 30').nth(1).boundingBox())!.y;
    await thread().evaluate((element) => element.scrollBy({ top: -600 }));
    const before = await place();
    await visit.askAndWait('Something tall, once more');
    expect(await place()).toBeCloseTo(before, -1);
  });
});
