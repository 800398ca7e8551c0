import { DEFAULT_TOKENS, type Script } from './script.js';

const SHELL = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1_700_000_000 };

/** The `data:` payloads of a healthy answer, in order. */
export function wireEvents(script: Script, model: string, wantsUsage: boolean): string[] {
  const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
    JSON.stringify({ ...SHELL, model, choices: [{ index: 0, delta, finish_reason: finish }], ...more });
  const events: string[] = [];
  if (!script.noRole) events.push(chunk({ role: 'assistant', content: '' }));
  for (const thought of script.reasoning ?? []) events.push(chunk({ reasoning_content: thought }));
  for (const token of tokensOf(script)) events.push(chunk({ content: token }));
  for (const piece of toolPieces(script)) events.push(chunk({ tool_calls: [piece] }));
  const finish = finishReasonOf(script);
  if (finish !== null) events.push(chunk({}, finish));
  if (wantsUsage && !script.noUsage)
    events.push(JSON.stringify({ ...SHELL, model, choices: [], usage: usageOf(script) }));
  if (!script.noDone) events.push('[DONE]');
  return events;
}

/** The same answer as one `chat.completion`. */
export function wireCompletion(script: Script, model: string): string {
  const toolCalls = script.toolCalls?.map(({ id, ...fn }) => ({ id, type: 'function', function: fn }));
  const message = { role: 'assistant', content: tokensOf(script).join(''), tool_calls: toolCalls };
  return JSON.stringify({
    ...SHELL,
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: finishReasonOf(script) }],
    usage: usageOf(script),
  });
}

export function tokensOf(script: Script): string[] {
  return script.tokens ?? (script.toolCalls ? [] : DEFAULT_TOKENS);
}

function finishReasonOf(script: Script): string | null {
  return script.finishReason === undefined ? (script.toolCalls ? 'tool_calls' : 'stop') : script.finishReason;
}

function usageOf(script: Script) {
  const usage = script.usage ?? { prompt_tokens: 10, completion_tokens: tokensOf(script).length };
  return { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens };
}

function* toolPieces(script: Script): Generator<object> {
  const size = script.toolPieceChars ?? 4;
  for (const [index, call] of (script.toolCalls ?? []).entries()) {
    yield { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } };
    for (let i = 0; i < call.arguments.length; i += size) {
      yield { index, function: { arguments: call.arguments.slice(i, i + size) } };
    }
  }
}
