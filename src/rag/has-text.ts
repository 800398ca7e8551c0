/** White space, characters without a shape, those of one font's own, and what stands for bytes that made no sense. */
const SHOWN = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Co}\ufffd]/u;

/** Whether there is anything in a text that somebody could read, or search for. */
export function hasText(text: string): boolean {
  return SHOWN.test(text);
}
