import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../common/clock.js';
import type { MemoryConfig } from '../../config/memory.config.js';
import type { ChatModel } from '../../platform/llm/chat-model.js';
import type { Budgets } from '../../stats/budgets/budgets.js';
import { Reader } from './reader.js';

describe('what a model is asked to read', () => {
  const model = { status: () => ({ provider: 'openai' }) } as unknown as ChatModel;
  const reader = new Reader(model, { extraction: 'auto' } as MemoryConfig, {} as Clock, {} as Budgets);

  it.each([
    ['I have moved to Bergen.', true],
    ['Can you forget my birthday?', true],
    ['Could you please forget everything you know about me?', true],
    ['Where do I live?', false],
    ['How high is the tower?', false],
  ])('%s: %s', (message, isWorthIt) => expect(reader.isWorthReading(message)).toBe(isWorthIt));
});
