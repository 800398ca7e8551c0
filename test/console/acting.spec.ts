/** Answers that act: an agent's steps as they come, and calls that wait for the person's yes or no. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody } from '../support/scripted-model/scripted-model.js';
import type { Script } from '../support/scripted-model/script.js';
import { CHROMIUM, ConsoleVisit } from './console-visit.js';

const PLAN = { steps: [{ title: 'Look up herons', task: 'Where do herons nest?' }, { title: 'Add it up' }] };
const RESULT = 'tool';

const last = ({ messages }: ChatBody): string =>
  String(messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '');

/** A planner's parts, and a keeper that wants to remember what stands in quotes. */
function play(body: ChatBody): Script {
  const question = last(body);
  if (question.includes('Plan how to find')) return { tokens: [JSON.stringify(PLAN)] };
  if (question.includes('You work on step')) return { tokens: ['In reeds.'] };
  if (question.includes('Write the answer now')) return { tokens: ['They nest in reeds.'] };
  const wanted = /“(.+)”/.exec(question)?.[1];
  if (!wanted) return { tokens: ['Hm.'] };
  if (body.messages.some(({ role }) => role === RESULT)) return { tokens: ['That is settled.'] };
  return { toolCalls: [{ id: 'k', name: 'remember', arguments: JSON.stringify({ content: wanted }) }] };
}

(CHROMIUM ? describe : describe.skip)('answers that act', () => {
  let visit: ConsoleVisit;
  let token: string;
  beforeAll(async () => {
    visit = await ConsoleVisit.start();
    visit.model.play(play);
    await visit.register('acting');
    const json = { username: 'acting', password: 'violet-harbour-ladder-42' };
    token = (await visit.app.call('POST', '/api/auth/login', { json })).body.access_token;
    for (const agent of [
      { name: 'planner', pattern: 'plan', tools: ['calculator'] },
      { name: 'keeper', tools: ['remember'] },
    ]) {
      expect((await visit.app.call('POST', '/api/chat/agents', { token, json: agent })).status).toBe(201);
    }
  });
  afterAll(() => visit.stop());

  const steps = () => visit.answers().last().getByRole('list', { name: 'Steps' });
  const choose = async (agent: string) => {
    await visit.newConversation();
    if (!(await visit.page.getByLabel('Agent').isVisible())) {
      await visit.page.getByRole('button', { name: 'Options' }).click();
    }
    await visit.page.getByLabel('Agent').selectOption({ label: agent });
  };
  const known = async (): Promise<string[]> => {
    const { body } = await visit.app.call('GET', '/api/memory?limit=100', { token });
    return body.data.map(({ content }: { content: string }) => content);
  };

  it('shows what a planning agent does, step by step, and keeps it beside the answer', async () => {
    await choose('planner');
    await visit.askAndWait('Where do herons nest?');
    expect(await visit.lastAnswer().innerText()).toBe('They nest in reeds.');
    const lines = await steps().locator(':scope > li').allInnerTexts();
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain('Look up herons');
    expect(lines[2]).toContain('Add it up');
    for (const line of lines) expect(line).toContain('done');
    await steps().locator('summary').first().click();
    expect(await steps().locator('ol > li').allInnerTexts()).toEqual(['Look up herons', 'Add it up']);
    expect((await visit.shot('steps')).overflows).toBe(false);
  });

  it('asks before it remembers, and goes on after the yes', async () => {
    await choose('keeper');
    await visit.ask('Keep “The user plays the bassoon.”');
    await steps().getByRole('button', { name: 'Allow' }).waitFor();
    expect(await steps().innerText()).toContain('The user plays the bassoon.');
    expect((await visit.shot('asked')).overflows).toBe(false);
    expect(await known()).not.toContain('The user plays the bassoon.');
    await steps().getByRole('button', { name: 'Allow' }).click();
    await visit.finished().first().waitFor();
    expect(await visit.lastAnswer().innerText()).toBe('That is settled.');
    expect(await known()).toContain('The user plays the bassoon.');
  });

  it('still asks after the page was loaded again, and a no is a no', async () => {
    await choose('keeper');
    await visit.ask('Keep “The user is a spy.”');
    await steps().getByRole('button', { name: 'Deny' }).waitFor();
    await visit.page.reload();
    await steps().getByRole('button', { name: 'Deny' }).click();
    await visit.finished().first().waitFor();
    expect(await visit.lastAnswer().innerText()).toBe('That is settled.');
    expect(await known()).not.toContain('The user is a spy.');
  });

  it('a call that waited when the turn was stopped does not run any more', async () => {
    await choose('keeper');
    await visit.ask('Keep “The user is a pilot.”');
    await steps().getByText('waiting').waitFor();
    await visit.page.getByRole('button', { name: 'Stop' }).click();
    await visit.finished().first().waitFor();
    expect(await steps().locator('.badge').allInnerTexts()).toEqual(['stopped']);
  });

  it('asked no other place for anything, and nothing complained', () => {
    expect(visit.strayRequests).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
});
