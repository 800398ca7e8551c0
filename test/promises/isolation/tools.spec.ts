/** Promise 2 where ids and words come from a model: what a tool is asked for is looked for among its user's things only. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../../e2e/chat/chat-fixture.js';
import { ToolTurns } from '../../e2e/tools/tool-turns.js';

const MARKER = 'quillback';

describe.each(testDatabases())('tools on %s', (database) => {
  let chat: ChatFixture;
  let documentId: string;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    const text = `The harbour of ${MARKER} has nine cranes.`;
    const { body } = await chat.call('POST', '/api/rag/documents?wait=20', { json: { title: 'Harbour', text } });
    documentId = body.document.id;
    await chat.call('POST', '/api/memory', { json: { content: `The user owns a ${MARKER}.` } });
    await chat.ask({ message: `In ${MARKER} the ferry leaves at nine.` });
    await waitUntil('memory has indexed', 30_000, async () =>
      (await chat.call('GET', '/api/memory/status')).body.pending === 0 ? true : undefined,
    );
  });
  afterAll(() => chat.stop());

  const calls = () => [
    { name: 'read_document', args: { document_id: documentId } },
    { name: 'search_documents', args: { query: `harbour of ${MARKER}` } },
    { name: 'recall_memory', args: { query: `ferry in ${MARKER}` } },
    { name: 'forget', args: { content: `The user owns a ${MARKER}.` } },
  ];
  const known = async (): Promise<string[]> =>
    (await chat.call('GET', '/api/memory')).body.data.map(({ content }: Json) => content);

  it('tools give nothing of another user, nor take it away', async () => {
    const { told, results } = await new ToolTurns(chat, chat.other).play(calls());
    // Two say that nothing is there; two find nothing.
    expect(
      results
        .filter(({ ok }) => ok)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['recall_memory', 'search_documents']);
    expect(told).toHaveLength(4);
    for (const words of ['nine cranes', 'leaves at nine']) expect(JSON.stringify([told, results])).not.toContain(words);
    expect(await known()).toContain(`The user owns a ${MARKER}.`);
  });

  it('tools give their owner all of it: the suite would see what came through', async () => {
    const { told } = await new ToolTurns(chat).play(calls());
    expect([told[0], told[1]]).toEqual([
      expect.stringContaining('nine cranes'),
      expect.stringContaining('nine cranes'),
    ]);
    expect(told[2]).toContain('leaves at nine');
    expect(await known()).not.toContain(`The user owns a ${MARKER}.`);
  });
});
