import { z } from 'zod';

/**
 * A variable that is written as JSON; an empty text stands for `empty`. `example` shows the shape; the sentence of a
 * problem names the place and the mend.
 */
export function jsonSetting<S extends z.ZodType>(shape: S, example: string, empty = '{}') {
  return z.string().transform((text, context): z.output<S> => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    let value: unknown;
    try {
      value = JSON.parse(text.trim() || empty);
    } catch {
      return refuse(`is not valid JSON; write it like ${example}`);
    }
    const parsed = shape.safeParse(value);
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    const place = path.length ? `at ${path.join('.')}: ` : '';
    return refuse(`${place}${message}; write it like ${example}`);
  });
}
