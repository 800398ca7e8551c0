/** Texts of scripts that run from right to left, whatever language the page itself is in. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';

const QUESTION = 'מתי נפתח השער?';
const ANSWER = 'השער נפתח בשבע!\n\n- יום ראשון.\n\nThe gate opens at seven.';

(CHROMIUM ? describe : describe.skip)('right to left', () => {
  let visit: ConsoleVisit;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play({ tokens: [ANSWER] });
    await visit.register('reads-hebrew');
    await visit.askAndWait(QUESTION);
  });
  afterAll(() => visit.stop());

  /** Whether the last sign of a text is left of its first. */
  const endsLeft = (place: Locator) =>
    place.evaluate((element) => {
      const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
      const leftOf = (at: number) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      };
      return leftOf(text.data.trimEnd().length - 1) < leftOf(0);
    });

  it('each paragraph runs as its script does', async () => {
    const answer = visit.lastAnswer();
    expect(await endsLeft(visit.page.locator('.bubble'))).toBe(true);
    expect(await endsLeft(answer.getByText('השער נפתח'))).toBe(true);
    expect(await endsLeft(answer.getByRole('listitem'))).toBe(true);
    expect(await endsLeft(answer.getByText('The gate'))).toBe(false);
  });

  it('so does what is being written', async () => {
    const field = visit.page.getByLabel('Your question');
    expect(await field.evaluate((element) => getComputedStyle(element).unicodeBidi)).toBe('plaintext');
  });
});
