/** What models write, shown as they meant it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';

const TABLE = [
  '| Name | Value | A rather long title of a column | Another one |',
  '|---|---|---|---|',
  `| alpha | 1 | yes | ${'a longer cell with several words '.repeat(8)}|`,
].join('\n');
const FORMULAS = [
  'The sum \\(a^2+b_1*c*d\\) and $x_1 * y_1 * z$ and $$\\frac{a}{b}$$ in a line.',
  '\\[\n\\int_0^1 f\n= 1\n\\]',
  'It costs $5 and *not* $10 \\[see 1\\].',
].join('\n\n');

(CHROMIUM ? describe : describe.skip)('what is written', () => {
  let visit: ConsoleVisit;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    await visit.register('reader');
  });
  afterAll(() => visit.stop());

  async function answered(text: string) {
    visit.model.play(() => ({ tokens: [text] }));
    await visit.askAndWait('Say something');
    return visit.lastAnswer();
  }

  it('keeps what a task list says of its tasks', async () => {
    const answer = await answered('- [ ] open\n- [x] done');
    expect(await answer.getByRole('listitem').allInnerTexts()).toEqual(['☐ open', '☑ done']);
  });

  it('keeps formulas as they were written, and prices as prices', async () => {
    const answer = await answered(FORMULAS);
    expect(await answer.locator('code').allInnerTexts()).toEqual([
      'a^2+b_1*c*d',
      'x_1 * y_1 * z',
      '\\frac{a}{b}',
      '\\int_0^1 f\n= 1',
    ]);
    expect(await answer.locator('p').last().innerText()).toBe('It costs $5 and not $10 [see 1].');
  });

  it('cuts no word of a table in two, on a phone either', async () => {
    await visit.page.setViewportSize({ width: 390, height: 760 });
    const answer = await answered(TABLE);
    const lines = (cell: Element) => {
      const text = document.createRange();
      text.selectNodeContents(cell);
      return text.getClientRects().length;
    };
    for (const word of ['Name', 'Value', 'alpha'])
      expect([
        word,
        await answer.getByRole('cell', { name: word }).or(answer.getByText(word)).first().evaluate(lines),
      ]).toEqual([word, 1]);
    const main = visit.page.locator('main');
    expect(await main.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  it('asked no other place for anything, and nothing complained', () => {
    expect([visit.strayRequests, visit.complaints]).toEqual([[], []]);
  });
});
