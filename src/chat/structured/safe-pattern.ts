/** Regular expressions of strangers, matched in linear time whatever they say. Pure. */
import { RE2JS } from 're2js';

/** For Ajv's `code.regExp`. Throws for what cannot be matched in linear time: look-around, back references. */
export function safePattern(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.matcher(text).find(), toString: () => `/${pattern}/` };
}
safePattern.code = 'safePattern';
