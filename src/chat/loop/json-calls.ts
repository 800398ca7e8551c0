/** Reads the calls a model wrote by the JSON protocol. Pure. */
import { z } from 'zod';

export type ReadJsonCalls = { ok: true; calls: { name: string; arguments: string }[] } | { ok: false; problem: string };

const Call = z.object({ name: z.string().min(1).max(128), arguments: z.unknown().optional() });
const Calls = z.union([
  z.object({ tool_calls: z.array(Call).min(1).max(64) }).transform(({ tool_calls }) => tool_calls),
  z.object({ tool_call: Call }).transform(({ tool_call }) => [tool_call]),
]);

/** `text` begins with the object; what follows it is passed over. Arguments may be an object or JSON in a string. */
export function readJsonCalls(text: string): ReadJsonCalls {
  const object = firstObject(text);
  if (object === undefined) return { ok: false, problem: 'the JSON object is not closed.' };
  let value: unknown;
  try {
    value = JSON.parse(object);
  } catch (error) {
    return { ok: false, problem: `it is not JSON (${(error as Error).message.slice(0, 200)}).` };
  }
  const parsed = Calls.safeParse(value);
  if (!parsed.success) {
    return { ok: false, problem: 'it must be {"tool_calls":[{"name":"…","arguments":{…}}]}.' };
  }
  const calls = parsed.data.map(({ name, arguments: args }) => ({
    name,
    arguments: typeof args === 'string' ? args : JSON.stringify(args ?? {}),
  }));
  return { ok: true, calls };
}

/** Up to the brace that closes the first one; braces in strings do not count. */
function firstObject(text: string): string | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (inString) {
      if (sign === '\\') i++;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{') depth++;
    else if (sign === '}' && --depth === 0) return text.slice(0, i + 1);
  }
  return undefined;
}
