/** For single connections to PostgreSQL: what keeps a host that vanished without a word from holding them for as long as TCP tries. */

/** The part of a client of PostgreSQL that is needed to end it. */
interface Endable {
  end(): Promise<void>;
  readonly connection: { readonly stream: { destroy(): unknown } };
}

/** Milliseconds. */
export interface ConnectionLimits {
  connect: number;
  /** What the server itself allows a statement; undefined: as long as it takes. */
  statement?: number;
  /** Longer than `statement`: for a server that says nothing any more. 0: as long as it takes. */
  answer: number;
}

/** What the server is given beyond the time of a statement, for its own word that it took too long. */
export const NO_ANSWER_MS = 5000;
const FIRST_PROBE_MS = 10_000;
const GOODBYE_MS = 1000;

/** The part of a client's options that bounds its waiting. */
export function limited({ connect, statement, answer }: ConnectionLimits) {
  return {
    connectionTimeoutMillis: connect,
    query_timeout: answer,
    statement_timeout: statement,
    keepAlive: true,
    keepAliveInitialDelayMillis: FIRST_PROBE_MS,
  };
}

/** Whether no answer came within the time; whatever comes then is not to be waited for on that connection. */
export function isReadTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Ends a client; by force where its goodbye is not answered. */
export async function endClient(client: Endable): Promise<void> {
  const timer = setTimeout(() => client.connection.stream.destroy(), GOODBYE_MS);
  try {
    await client.end();
  } finally {
    clearTimeout(timer);
  }
}
