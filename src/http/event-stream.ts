/** Writes numbered frames as server-sent events, at the reader's pace. Source: HTML Living Standard, section 9.2. */
import type { Response } from 'express';
import type { LiveFrames, LogFrame } from '../common/log-frame.js';

const HEARTBEAT_MS = 15_000;

/** UTF-16 units of one write. */
const PIECE_LENGTH = 64 * 1024;

/** A longer text is not copied to put its length before it: there the copy costs more than the pieces. */
const LONGEST_COPIED = 4096;

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  Connection: 'keep-alive',
  'X-Accel-Buffering': 'no',
} as const;

/** Sends the frames until they end or the reader leaves. Leaving ends only this loop, never what produces the frames. */
export async function writeEventStream(
  response: Response,
  frames: AsyncIterable<readonly LogFrame[] | LiveFrames>,
  left: AbortController,
): Promise<void> {
  response.writeHead(200, EVENT_STREAM_HEADERS);
  response.flushHeaders();
  const leave = () => left.abort();
  // Who left while the frames were looked up: 'close' has been and will not come again.
  if (response.destroyed) leave();
  response.once('close', leave);
  const heartbeat = setInterval(() => beat(response), HEARTBEAT_MS);
  try {
    for await (const part of frames) {
      if (left.signal.aborted) break;
      await ('take' in part ? pour(response, part, left) : send(response, render(part), left));
    }
  } finally {
    clearInterval(heartbeat);
    response.off('close', leave);
    if (left.signal.aborted && !response.writableFinished) response.destroy();
    else response.end();
  }
}

/** Writes live frames to their end, each as soon as it is there; a promise is made only where the reader is slow. */
function pour(response: Response, live: LiveFrames, left: AbortController): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let isSlow = false;
    const goOn = () => {
      isSlow = false;
      write();
    };
    const write = () => {
      try {
        while (!isSlow) {
          const batch = live.take();
          if (batch.length === 0) return live.isOver ? resolve() : undefined;
          const text = render(batch);
          if (text.length <= PIECE_LENGTH && writePiece(response, text)) continue;
          isSlow = true;
          const sent = text.length <= PIECE_LENGTH ? drained(response, left) : send(response, text, left);
          sent.then(goOn, reject);
        }
      } catch (error) {
        reject(error as Error);
      }
    };
    live.onMore(write);
    write();
  }).finally(() => live.leave());
}

function render(frames: readonly LogFrame[]): string {
  let text = '';
  for (const { seq, data } of frames) text += `id: ${seq}\ndata: ${data}\n\n`;
  return text;
}

/** A piece at a time, so that a reader that stops in the middle of a large frame costs a piece, not the frame. */
async function send(response: Response, text: string, left: AbortController): Promise<void> {
  for (let from = 0; from < text.length && !left.signal.aborted;) {
    const to = from + PIECE_LENGTH >= text.length ? text.length : wholeCharacters(text, from + PIECE_LENGTH);
    if (!writePiece(response, from === 0 && to === text.length ? text : text.slice(from, to)))
      await drained(response, left);
    from = to;
  }
}

/**
 * Writes a piece of the body as one write to the socket. Node would send the length of the chunk, the text and the two
 * line ends as four buffers, which takes twice as long; for a stream of tokens that is a tenth of all there is to do.
 */
function writePiece(response: Response, text: string): boolean {
  const { socket } = response;
  // Not chunked to a client of HTTP/1.0; no socket while an earlier answer of the connection is being sent.
  if (!response.chunkedEncoding || !socket || text.length > LONGEST_COPIED) return response.write(text);
  return socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
}

/** Not between the halves of a surrogate pair: written apart they would become two replacement characters. */
function wholeCharacters(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}

function beat(response: Response): void {
  // Behind a reader that does not read, comments would only pile up.
  if (!needsDrain(response) && !response.destroyed) writePiece(response, ': keep-alive\n\n');
}

const needsDrain = ({ socket, writableNeedDrain }: Response): boolean => socket?.writableNeedDrain ?? writableNeedDrain;

/** Resolves once what was written is out of our hands, or the reader has left or was let go (`StalledReaders`). */
function drained(response: Response, left: AbortController): Promise<void> {
  return new Promise((resolve) => {
    if (left.signal.aborted) return resolve();
    const written = response.socket ?? response;
    const done = () => {
      written.off('drain', done);
      left.signal.removeEventListener('abort', done);
      resolve();
    };
    written.once('drain', done);
    left.signal.addEventListener('abort', done);
  });
}
