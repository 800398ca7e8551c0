/** The images of a request: whether there are any, and the request as a model that sees none can be asked. Pure. */
import type { ChatMessage, ChatRequest, ContentPart } from '../chat-request.js';

const NOT_SHOWN = '[An image came with this message; this model cannot be shown images.]';

const isImage = ({ type }: ContentPart): boolean => type === 'image_url';

export const hasImages = ({ messages }: ChatRequest): boolean =>
  messages.some(({ content }) => typeof content !== 'string' && content.some(isImage));

/** Each image becomes a sentence that says so. */
export function withoutImages(request: ChatRequest): ChatRequest {
  return { ...request, messages: request.messages.map(inWords) };
}

function inWords(message: ChatMessage): ChatMessage {
  if (typeof message.content === 'string') return message;
  const content = message.content.map((part) => (part.type === 'text' ? part.text : NOT_SHOWN)).join('\n');
  return { ...message, content };
}
