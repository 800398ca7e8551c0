/** What an entry's run in the forward store consists of, in order. */
export interface ForwardVisitor {
  title(word: number): void;
  word(word: number): void;
  /** One of FORWARD_ESCAPES, or a gap in positions. */
  escape(code: number): void;
}

/** Reads one entry of the forward store (see segment-format.ts). */
export function readForward(
  { forward, forwardOffsets }: { forward: Uint8Array; forwardOffsets: Uint32Array },
  entry: number,
  visitor: ForwardVisitor,
): void {
  let at = forwardOffsets[entry]!;
  const end = forwardOffsets[entry + 1]!;
  const next = (): number => {
    let byte = forward[at++]!;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = forward[at++]!;
      value |= (byte & 127) << shift;
    }
    return value;
  };
  for (let titleWords = next(); titleWords > 0; titleWords--) visitor.title(next());
  while (at < end) {
    const code = next();
    if (code !== 0) visitor.word(code - 1);
    else visitor.escape(next());
  }
}
