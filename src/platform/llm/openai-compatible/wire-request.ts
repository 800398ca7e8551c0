import type { ChatMessage, ChatRequest, ContentPart } from '../chat-request.js';

/** What a server and its model take of a request. */
export interface Takes {
  /** `stream_options`. */
  wantsUsage: boolean;
  /** The shape of the answer; where not, the prompt has it in words. */
  takesFormat: boolean;
}

/** The body of `POST /chat/completions`, as the OpenAI API reference describes it. Keys that are undefined are not sent. */
export function toWireRequest(
  request: ChatRequest,
  model: string,
  { wantsUsage, takesFormat }: Takes,
): Record<string, unknown> {
  return {
    model,
    messages: request.messages.map(toWireMessage),
    temperature: request.temperature,
    max_tokens: request.maxTokens,
    tools: request.tools?.length ? request.tools.map((tool) => ({ type: 'function', function: tool })) : undefined,
    tool_choice: request.tools?.length ? request.toolChoice : undefined,
    response_format: takesFormat ? request.responseFormat : undefined,
    stream: true,
    stream_options: wantsUsage ? { include_usage: true } : undefined,
  };
}

function toWireMessage(message: ChatMessage): Record<string, unknown> {
  return {
    role: message.role,
    content: typeof message.content === 'string' ? message.content : message.content.map(toWirePart),
    name: toWireName(message.name),
    tool_calls: message.toolCalls?.length
      ? message.toolCalls.map((call) => ({
          id: call.id,
          type: 'function',
          function: { name: call.name, arguments: call.arguments },
        }))
      : undefined,
    tool_call_id: message.toolCallId,
  };
}

function toWirePart(part: ContentPart): Record<string, unknown> {
  return part.type === 'text' ? { ...part } : { type: 'image_url', image_url: part.imageUrl };
}

/** Servers refuse the whole request when a name has other characters or is longer. */
function toWireName(name: string | undefined): string | undefined {
  const safe = name?.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64);
  return safe && /[a-zA-Z0-9]/.test(safe) ? safe : undefined;
}
