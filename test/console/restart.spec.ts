/** The server dies while it answers; the page stays open. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';
import { answerTo } from './scripted-answers.js';

(CHROMIUM ? describe : describe.skip)('the console over a crash of the server', () => {
  let visit: ConsoleVisit;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(answerTo);
    await visit.register('patient-user');
  });
  afterAll(() => visit.stop());

  it('keeps what was written, says why it ends there, and goes on afterwards', async () => {
    await visit.ask('Tell me a long story');
    await visit.lastAnswer().getByText('word8').waitFor();
    await visit.app.restart();
    await visit.page.getByText('Cut off by a restart of the server.').waitFor({ timeout: 45_000 });
    expect(await visit.lastAnswer().textContent()).toContain('word0 word1 word2');
    // It is told a moment before it can be rated, and only then is the next one waited for.
    await visit.finished().waitFor();
    await visit.askAndWait('And now?');
    expect((await visit.lastAnswer().textContent())!.trim()).toBe('You asked: And now?');
    // A browser says of its own accord that a connection was lost; nothing else may have gone wrong.
    expect(visit.complaints.filter((text) => !/ERR_|Failed to load resource/.test(text))).toEqual([]);
  });
});
