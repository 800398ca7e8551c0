/** Reads server-sent events (WHATWG HTML, section 9.2) from a fetch, which unlike EventSource can carry credentials. */
import type { NumberedEvent } from './turn-event.js';

/** The JSON of each frame, in order. Comments are skipped; a frame cut off at the end is not given. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<NumberedEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = dataOf(block);
        if (data) yield JSON.parse(data) as NumberedEvent;
      }
    }
  } finally {
    // Also where the consumer leaves early: the connection must not stay open.
    await reader.cancel();
  }
}

function dataOf(block: string): string {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.map((line) => line.slice(5).trimStart()).join('\n');
}
