/** Reads server-sent events as they come. */
import type { Json } from './call.js';

export interface Frame {
  /** The `id:` line; undefined where the frame had none. */
  id?: string;
  type: string;
  seq: number;
  data: Json;
}

/** Frames in order; comments (heartbeats) are left out. Ends with the stream. */
export async function* readStream(response: Response): AsyncGenerator<Frame> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body) {
    rest += decoder.decode(bytes as Uint8Array, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const frame = toFrame(block);
      if (frame) yield frame;
    }
  }
  if (rest.trim()) throw new Error(`the stream ended inside a frame: ${rest}`);
}

/** All frames of a stream that ends. */
export async function readAll(response: Response): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of readStream(response)) frames.push(frame);
  return frames;
}

function toFrame(block: string): Frame | undefined {
  const fields = (name: string) =>
    block
      .split('\n')
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart());
  const text = fields('data').join('\n');
  if (!text) return undefined;
  const data = JSON.parse(text) as Json;
  return { id: fields('id')[0], type: data.type, seq: data.seq, data };
}
