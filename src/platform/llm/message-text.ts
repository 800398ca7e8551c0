/** The words of a message whose content may have images beside them. Pure. */
import type { ChatMessage } from './chat-request.js';

type Content = ChatMessage['content'];

/** Its texts, a line each; what is no text is left out. */
export function textIn(content: Content): string {
  if (typeof content === 'string') return content;
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** The same content, with more said at its end. */
export function withText(content: Content, added: string): Content {
  return typeof content === 'string' ? content + added : [...content, { type: 'text', text: added.trimStart() }];
}
