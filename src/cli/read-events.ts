import { createParser } from 'eventsource-parser';
import { AppError } from '../common/app-error.js';

/** The `data` of each server-sent event of a response. Throws a sentence where the connection is lost. */
export async function* readEvents(response: Response): AsyncGenerator<string> {
  const waiting: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => waiting.push(data) });
  const decoder = new TextDecoder();
  for await (const chunk of unlessLost(response)) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* waiting.splice(0);
  }
}

async function* unlessLost({ body }: Response): AsyncGenerator<Uint8Array> {
  try {
    yield* body as unknown as AsyncIterable<Uint8Array>;
  } catch (error) {
    const sentence = 'the connection to the server was lost; what was answered is kept in the conversation';
    throw new AppError('server_restart', sentence, { cause: error });
  }
}
