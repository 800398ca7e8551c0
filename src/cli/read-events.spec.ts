import { describe, expect, it } from '@jest/globals';
import { readEvents } from './read-events.js';

describe('readEvents', () => {
  it('gives what came, and says in a sentence that the connection was lost', async () => {
    let pulls = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('id: 0\ndata: {"type":"turn-start"}\n\n'));
        else controller.error(new TypeError('terminated'));
      },
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const data of readEvents(new Response(body))) seen.push(data);
    };
    await expect(reading()).rejects.toMatchObject({ name: 'AppError', message: expect.stringContaining('was lost') });
    expect(seen).toEqual(['{"type":"turn-start"}']);
  });
});
