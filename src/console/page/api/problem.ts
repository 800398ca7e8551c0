/** An error the server answered with, or the failure to reach it. */
export class Problem extends Error {
  constructor(
    message: string,
    /** Machine-readable; `unreachable` where there was no answer. */
    readonly code: string,
    /** HTTP status, 0 where there was no answer. */
    readonly status: number,
    readonly body: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** A sentence to show for anything thrown. */
export function sentenceOf(thrown: unknown): string {
  if (!(thrown instanceof Problem)) return thrown instanceof Error ? thrown.message : String(thrown);
  const details = thrown.body.details as { field: string; message: string }[] | undefined;
  const first = details?.[0];
  return first ? `${thrown.message} (${first.message})` : thrown.message;
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const body = parsed(text);
  const sentence = typeof body.error === 'string' ? body.error : `The server answered ${response.status}.`;
  return new Problem(sentence, typeof body.code === 'string' ? body.code : 'unknown', response.status, body);
}

/** A proxy in between may answer with something that is no JSON. */
function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
