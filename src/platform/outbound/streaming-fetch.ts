/** A fetch for one trusted server whose answers are streams: bounded, and it tells when the server is gone. */
import { Agent, fetch } from 'undici';
import { AppError } from '../../common/app-error.js';

export interface StreamBounds {
  /** Of one event of an event stream, or of any other body. */
  maxBytes: number;
  /** The server could not be reached, or went away within an answer somebody waits for. */
  onBroken(error: unknown): void;
}

/** The shape of the web's own fetch; `close` ends all its connections. */
export interface StreamingFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
/** Long answers say something in between; how long an answer may take is for who asks. */
const HEADERS_MS = 300_000;

export function streamingFetch(serverUrl: string, { maxBytes, onBroken }: StreamBounds): StreamingFetch {
  const { origin } = new URL(serverUrl);
  const agent = new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: HEADERS_MS, bodyTimeout: 0 });
  const ask = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    if (new URL(url).origin !== origin) throw new AppError('outbound_blocked');
    try {
      // The two kinds of Response differ in type only.
      const given = { ...init, redirect: 'manual', dispatcher: agent } as unknown as Parameters<typeof fetch>[1];
      const response = (await fetch(url, given)) as unknown as Response;
      if (!response.body) return response;
      // Nobody waits for the stream of a GET: who reads it opens it again.
      const broken = init.method === 'POST' ? onBroken : () => undefined;
      const body = watched(response as Response & { body: ReadableStream<Uint8Array> }, maxBytes, broken);
      const { status, statusText, headers } = response;
      return new Response(ReadableStream.from(body), { status, statusText, headers: [...headers] });
    } catch (error) {
      if (!init.signal?.aborted) onBroken(error);
      throw error;
    }
  };
  return { fetch: ask, close: () => agent.destroy() };
}

async function* watched(
  { body, headers }: Response & { body: ReadableStream<Uint8Array> },
  maxBytes: number,
  onBroken: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  const isEvents = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  let open = 0;
  try {
    for await (const piece of body) {
      open = isEvents ? openBytes(piece, open) : open + piece.length;
      if (open > maxBytes) throw new AppError('upstream_too_large', 'The server sent more than this server accepts.');
      yield piece;
    }
  } catch (error) {
    onBroken(error);
    throw error;
  }
}

/** Bytes since the last empty line, which ends an event. */
function openBytes(piece: Uint8Array, before: number): number {
  const text = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  const end = Math.max(text.lastIndexOf('\n\n'), text.lastIndexOf('\r\n\r\n'));
  return end < 0 ? before + piece.length : piece.length - end;
}
