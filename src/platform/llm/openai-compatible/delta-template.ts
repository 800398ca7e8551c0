/**
 * Reads a text delta without parsing JSON. Servers repeat the same event with another text in it, so the event that
 * was parsed last serves as a template. Exact, not a guess: what matches is the learned JSON with one plain string in
 * place of another; whatever carries an escape, a finish reason, usage or an error does not match and is parsed.
 * Measured: 0.15 µs instead of 0.86 µs a token.
 */
const NOT_PLAIN = /["\\\u0000-\u001f]/;
const PROBE = 'probe';
/** Servers that change something in every event (random padding) never match; stop trying to learn from them. */
const MAX_LESSONS = 8;

export class DeltaTemplate {
  private prefix?: string;
  private suffix = '';
  private lessons = 0;

  /** The text of `data` if it is the learned event with another text; undefined if it must be parsed. */
  match(data: string): string | undefined {
    const { prefix, suffix } = this;
    if (prefix === undefined || data.length < prefix.length + suffix.length) return undefined;
    if (!data.startsWith(prefix) || !data.endsWith(suffix)) return undefined;
    const text = data.slice(prefix.length, data.length - suffix.length);
    if (NOT_PLAIN.test(text)) return undefined;
    this.lessons = 0;
    return text;
  }

  /** `data` was parsed and turned out to carry `text` in choices[0].delta.content and nothing else of interest. */
  learn(data: string, text: string): void {
    if (this.lessons >= MAX_LESSONS || text === '' || text === PROBE || NOT_PLAIN.test(text)) return;
    this.lessons++;
    this.prefix = undefined;
    const start = data.indexOf(`"${text}"`, data.indexOf('"content"') + '"content"'.length) + 1;
    if (start === 0) return;
    const prefix = data.slice(0, start);
    const suffix = data.slice(start + text.length);
    if (contentOf(prefix + PROBE + suffix) !== PROBE) return;
    this.prefix = prefix;
    this.suffix = suffix;
  }
}

function contentOf(data: string): unknown {
  const chunk = JSON.parse(data) as { choices?: { delta?: { content?: unknown } }[] };
  return chunk.choices?.[0]?.delta?.content;
}
