import { describe, expect, it } from '@jest/globals';
import { readEvents } from './event-stream.js';

function bodyOf(bytes: Uint8Array, size: number, onCancel = () => {}): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
    cancel: onCancel,
  });
}

const frame = (seq: number, text: string, end = '\n') =>
  `id: ${seq}${end}data: ${JSON.stringify({ type: 'text-delta', seq, text })}${end}${end}`;

async function textsOf(stream: string, size = 1): Promise<string[]> {
  const texts: string[] = [];
  for await (const event of readEvents(bodyOf(new TextEncoder().encode(stream), size))) {
    if (event.type === 'text-delta') texts.push(event.text);
  }
  return texts;
}

describe('reading server-sent events', () => {
  it.each([1, 2, 3, 7, 1000])('puts frames together from pieces of %i bytes', async (size) => {
    expect(await textsOf(frame(0, 'ä') + frame(1, '😀 "quoted"\n') + frame(2, ''), size)).toEqual([
      'ä',
      '😀 "quoted"\n',
      '',
    ]);
  });

  it('reads carriage returns and skips comments', async () => {
    expect(await textsOf(`: heartbeat\n\n${frame(0, 'one', '\r\n')}: heartbeat\r\n\r\n${frame(1, 'two')}`)).toEqual([
      'one',
      'two',
    ]);
  });

  it('does not give a frame that was cut off', async () => {
    expect(await textsOf(frame(0, 'one') + 'id: 1\ndata: {"type":"text-')).toEqual(['one']);
  });

  it('closes the connection when its reader leaves', async () => {
    let cancelled = false;
    const body = bodyOf(
      new TextEncoder().encode(frame(0, 'a') + frame(1, 'b').repeat(50)),
      10,
      () => (cancelled = true),
    );
    for await (const event of readEvents(body)) if (event.seq === 0) break;
    expect(cancelled).toBe(true);
  });
});
