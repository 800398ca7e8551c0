/** Tells text from calls while an answer comes in: what may be the beginning of a call is held back until that is known. Pure. */

/** A call as the protocol wants it, alone or in a code fence, at the beginning of a line. */
const BEGINNINGS = ['{"tool_calls":', '{"tool_call":'];
const FENCE = /^`{3}[a-zA-Z]{0,10}\s*/;
/** What may still become a fence. */
const HALF_FENCE = /^`{1,3}[a-zA-Z]{0,10}$/;
/** Calls longer than this are not held (UTF-16 units). */
const LONGEST = 400_000;

/** What is not known to be a call by then is none. */
const LONGEST_DOUBT = 500;

type Verdict = 'call' | 'text' | 'open';

export class JsonCallReader {
  private buffer = '';
  private isCall = false;
  private atLineStart = true;

  /** What of the text so far can be shown now; possibly nothing. */
  take(piece: string): string {
    this.buffer += piece;
    if (this.isCall) return this.buffer.length > LONGEST ? this.release() : '';
    let shown = '';
    while (this.buffer) {
      const start = this.candidate();
      if (start === -1) return shown + this.show(this.buffer.length);
      shown += this.show(start);
      const verdict = judge(this.buffer);
      if (verdict === 'open') return shown;
      if (verdict === 'call') {
        this.isCall = true;
        return shown;
      }
      // No call: on to what follows its first character.
      shown += this.show(1);
    }
    return shown;
  }

  /** At the end: text that was held for nothing, or the call from its brace on. */
  rest(): { text: string; held: string } {
    if (!this.isCall) return { text: this.buffer, held: '' };
    return { text: '', held: this.buffer.replace(FENCE, '') };
  }

  /** Where a call may begin: at the start of a line, after white space. */
  private candidate(): number {
    const match = /[{`]/.exec(this.atLineStart ? this.buffer.replace(/^\s+/, (space) => ' '.repeat(space.length)) : '');
    if (match && !this.buffer.slice(0, match.index).trim()) return match.index;
    if (this.atLineStart && !this.buffer.trim()) return -1;
    const later = /\n[ \t]*([{`])/.exec(this.buffer);
    return later ? later.index + later[0].length - 1 : -1;
  }

  private show(length: number): string {
    const text = this.buffer.slice(0, length);
    this.buffer = this.buffer.slice(length);
    const line = text.slice(text.lastIndexOf('\n') + 1);
    if (text) this.atLineStart = line.trim() === '' && (text.includes('\n') || this.atLineStart);
    return text;
  }

  private release(): string {
    this.isCall = false;
    return this.show(this.buffer.length);
  }
}

function judge(text: string): Verdict {
  if (HALF_FENCE.test(text)) return 'open';
  const fence = FENCE.exec(text)?.[0] ?? '';
  if (text.startsWith('`') && !fence) return 'text';
  const rest = text.slice(fence.length).replace(/\s+/g, '');
  if (!rest) return text.length < LONGEST_DOUBT ? 'open' : 'text';
  if (BEGINNINGS.some((beginning) => rest.startsWith(beginning))) return 'call';
  const mayBecomeOne = text.length < LONGEST_DOUBT && BEGINNINGS.some((beginning) => beginning.startsWith(rest));
  return mayBecomeOne ? 'open' : 'text';
}
