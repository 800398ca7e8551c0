import { expect, it, jest } from '@jest/globals';
import { MessagePages } from './message-pages.js';

type Parts = ConstructorParameters<typeof MessagePages>;

it('a message whose answer ends before its parts are read is what it has become', async () => {
  const running = { id: 'answer', state: 'running', content: '', branch_id: 'b', depth: 1 };
  const ended = { ...running, state: 'complete', content: 'All of it.' };
  const rows = jest.fn<() => Promise<object[]>>();
  for (const found of [[running], [], [ended]]) rows.mockResolvedValueOnce(found);
  const conversations = { get: () => Promise.resolve({}) };
  const pages = new MessagePages(...([{ rows }, conversations, {}, {}] as unknown as Parts));
  const { items } = await pages.page('user', 'session', { limit: 20, all: true });
  expect(items).toEqual([ended]);
});
