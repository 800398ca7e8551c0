/** A request with tools, said in words: for models that cannot take tools natively. Pure. */
import type { ChatMessage, ChatRequest, ToolSpec } from '../../platform/llm/chat-request.js';

/** Without the shape of the answer: a server that holds the model to it would keep it from calling. */
export function toPlainRequest({ tools = [], toolChoice, responseFormat: _, ...request }: ChatRequest): ChatRequest {
  const names = new Map<string, string>();
  const messages: ChatMessage[] = [];
  for (const message of request.messages) {
    for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
    const last = messages.at(-1);
    const said = toPlainMessage(message, names);
    // Results of one round are one message.
    if (message.role === 'tool' && last?.role === 'user' && isResult(last.content)) {
      messages[messages.length - 1] = { role: 'user', content: `${String(last.content)}\n\n${String(said.content)}` };
    } else messages.push(said);
  }
  // Whoever answers now may have none, after another who had.
  const about = toolChoice === 'none' || !tools.length ? NO_MORE : protocol(tools);
  return { ...request, messages: withSystem(messages, about) };
}

const RESULT = 'Result of the tool ';
const isResult = (content: ChatMessage['content']): boolean =>
  typeof content === 'string' && content.startsWith(RESULT);

const NO_MORE = 'You can use no more tools. Answer now, without calling any.';

function protocol(tools: readonly ToolSpec[]): string {
  const lines = tools.map(({ name, description, parameters }) => JSON.stringify({ name, description, parameters }));
  return [
    'You can use tools. To call some, answer with nothing but one JSON object, without a code fence and without a word before or after it:',
    '{"tool_calls":[{"name":"<tool>","arguments":{…}}]}',
    'You are told the results in the next message. Where you need no tool, answer in words and write no such object. The tools, with JSON schemas of their arguments:',
    ...lines,
  ].join('\n');
}

function withSystem(messages: readonly ChatMessage[], about: string): ChatMessage[] {
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: about }, ...messages];
  return [{ ...first, content: `${String(first.content)}\n\n${about}` }, ...rest];
}

function toPlainMessage(message: ChatMessage, names: ReadonlyMap<string, string>): ChatMessage {
  if (message.role === 'tool') {
    const name = names.get(message.toolCallId ?? '') ?? '';
    return { role: 'user', content: `${RESULT}${name}:\n${String(message.content)}` };
  }
  if (!message.toolCalls?.length) return message;
  const calls = message.toolCalls.map(({ name, arguments: args }) => ({
    name,
    arguments: JSON.parse(args) as unknown,
  }));
  const said = JSON.stringify({ tool_calls: calls });
  return { role: 'assistant', content: [String(message.content), said].filter(Boolean).join('\n') };
}
