import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ScriptedModel } from '../../../test/support/scripted-model/scripted-model.js';
import { SystemClock } from '../../common/clock.js';
import { OpenAiChatModel } from '../../platform/llm/openai-compatible/openai-chat-model.js';
import { ModelReading } from './model-reading.js';

const LIMITS = {
  connectTimeoutMs: 5000,
  firstTokenTimeoutMs: 5000,
  idleTimeoutMs: 5000,
  totalTimeoutMs: 20_000,
};

let server: ScriptedModel;
beforeAll(async () => {
  server = await new ScriptedModel().start();
});
afterAll(() => server.close());

/** Reads with a model that says one given text after the other. */
function reading(answers: string[]): { model: ModelReading; asked: () => { content: unknown }[][] } {
  const before = server.chats.length;
  server.play((_, nth) => ({ tokens: [answers[nth - before - 1] ?? ''] }));
  const given = { ...LIMITS, apiUrl: server.url, apiKey: '', model: 'scripted' };
  const remote = new OpenAiChatModel(given, { clock: new SystemClock(), random: () => 0 });
  return { model: new ModelReading(remote), asked: () => server.chats.slice(before).map(({ body }) => body!.messages) };
}

const signal = new AbortController().signal;
const add = (content: string, quote: string, more: object = {}) => ({
  action: 'add',
  kind: 'fact',
  content,
  quote,
  ...more,
});
const json = (...memories: object[]) => JSON.stringify({ memories });

describe('ModelReading', () => {
  it('takes what is quoted from the message and nothing else', async () => {
    const { model, asked } = reading([
      json(
        add('I live in Oslo', 'I live in Oslo', { attribute: 'residence', confidence: 0.8 }),
        add('I own a castle', 'I own a castle'),
        add('My password is swordfish', 'My password is swordfish'),
      ),
    ]);
    const findings = await model.read('I live in Oslo.\nMy password is swordfish.', signal);
    expect(findings).toEqual([
      { type: 'statement', kind: 'fact', content: 'I live in Oslo', attribute: 'residence', confidence: 80 },
    ]);
    expect(asked()).toHaveLength(1);
  });

  it('asks once more where the answer is no valid JSON, saying what is wrong', async () => {
    const { model, asked } = reading(['Sure! Here you go', `\`\`\`json\n${json(add('I sail', 'I sail'))}\n\`\`\``]);
    expect(await model.read('I sail.', signal)).toHaveLength(1);
    expect(asked()[1]!.at(-1)!.content).toContain('there is no JSON object');
  });

  it('gives up after the second', async () => {
    const { model, asked } = reading([json(add('', '')), '{"memories":"none"}']);
    await expect(model.read('I sail.', signal)).rejects.toThrow('gave no memories');
    expect(asked()).toHaveLength(2);
  });
});
