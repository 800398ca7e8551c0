/** What models, documents and other people write must stay words. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

const NAME = '<img src=x onerror=alert(20)> "quoted" <script>alert(21)</script>.md';

(CHROMIUM ? describe : describe.skip)('hostile words in the console', () => {
  let visit: ConsoleVisit;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    await visit.register('careful-user');
  });
  afterAll(() => visit.stop());

  it('shows the name and text of a document as they are', async () => {
    await visit.room('Documents');
    await visit.drop(NAME, 'A hostile passage: <img src=x onerror=alert(22)> and <svg onload=alert(23)>.');
    await visit.page.getByText('ready', { exact: true }).waitFor();
    await visit.page.getByLabel('Search the documents').fill('hostile passage');
    await visit.page.getByRole('button', { name: 'Search', exact: true }).click();
    await visit.page.locator('.found').getByText('<svg onload=alert(23)>').waitFor();
    expect(await visit.page.locator('main img, main svg:not(.icon), main script').count()).toBe(0);
  });

  it('draws an answer with nothing in it but words and safe links', async () => {
    await visit.room('Chat');
    await visit.askAndWait('Give me the hostile answer <b onclick=alert(24)>now</b>');
    const answer = visit.lastAnswer();
    const text = (await answer.textContent())!;
    expect(text).toContain('Before.');
    expect(text).toContain('After');
    expect(text).toContain('<script>window.hacked = 1; alert("script")</script>');
    expect(text).toContain('exfiltrate (image at attacker.invalid)');
    const kinds = await answer.evaluate((host) => [
      ...new Set([...host.querySelectorAll('*')].map((one) => one.localName)),
    ]);
    const forbidden = 'script img svg math iframe object embed style link meta form input video base audio'.split(' ');
    expect(kinds.filter((kind) => forbidden.includes(kind))).toEqual([]);
    const attributes = await answer.evaluate((host) =>
      [...host.querySelectorAll('*')].flatMap((one) => [...one.attributes].map(({ name }) => name)),
    );
    expect(attributes.filter((name) => /^on|^style$|^id$|^src/.test(name))).toEqual([]);
  });

  it('lets links go to web addresses only, elsewhere and without telling where from', async () => {
    const links = await visit
      .lastAnswer()
      .locator('a')
      .evaluateAll((all) => all.map((a) => ['href', 'target', 'rel'].map((name) => a.getAttribute(name))));
    const rel = 'noopener noreferrer nofollow';
    expect(links).toEqual([
      ['https://attacker.invalid/leak.png?d=secret', '_blank', rel],
      ['https://example.org/page', '_blank', rel],
    ]);
  });

  it('makes buttons of the citations there are, and of nothing else', async () => {
    const marks = await visit
      .lastAnswer()
      .locator('button')
      .evaluateAll((all) => all.map((one) => one.textContent));
    expect(marks).toEqual(['1']);
  });

  it('shows a hostile source in the panel as words', async () => {
    await visit.lastAnswer().getByRole('button', { name: 'Open source 1' }).click();
    const panel = visit.page.getByRole('complementary', { name: 'Source' });
    await panel.getByText('<svg onload=alert(23)>').waitFor();
    expect(await panel.locator('img, svg:not(.icon), script').count()).toBe(0);
  });

  it('shows a hostile title as words', async () => {
    const title = '"><img src=x onerror=alert(25)>';
    await visit.page
      .getByRole('button', { name: /^Actions for/ })
      .first()
      .click();
    await visit.page.getByRole('menuitem', { name: 'Rename' }).click();
    await visit.page.getByRole('dialog').getByLabel('Title').fill(title);
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('.sessions').getByText(title).waitFor();
    expect(await visit.page.locator('.sessions img').count()).toBe(0);
  });

  it('ran nothing and asked nobody', async () => {
    expect(await visit.page.evaluate(() => Object.hasOwn(window, 'hacked'))).toBe(false);
    expect(visit.alerts).toEqual([]);
    expect(visit.strayRequests).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });

  it('would be stopped by the policy even if something got through', async () => {
    const ran = await visit.page.evaluate(() => {
      const frame = document.createElement('p');
      try {
        // The sanitiser is the only one that may make HTML of text.
        frame.innerHTML = '<img src=x onerror="window.hacked = 3">';
        return 'html';
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(ran).toBe('TypeError');
  });
});
