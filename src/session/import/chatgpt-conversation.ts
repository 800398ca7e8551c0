/** A conversation of a ChatGPT `conversations.json`: a tree of nodes, of which the path to `current_node` is what was seen. */
import { z } from 'zod';

const node = z.object({
  parent: z.string().nullish(),
  message: z
    .object({
      id: z.string().nullish(),
      author: z.object({ role: z.string() }),
      create_time: z.number().nullish(),
      content: z.object({ parts: z.array(z.unknown()).nullish(), text: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

const conversation = z.object({
  id: z.string().nullish(),
  conversation_id: z.string().nullish(),
  title: z.string().nullish(),
  create_time: z.number().nullish(),
  current_node: z.string().nullish(),
  mapping: z.record(z.string(), node),
});

const ROLES = new Set(['user', 'assistant', 'tool', 'system']);

/** Gives the shape of this API's import, or undefined where the value is no such conversation. */
export function fromChatGpt(value: unknown): unknown {
  const parsed = conversation.safeParse(value);
  if (!parsed.success) return undefined;
  const { mapping, current_node, title, create_time, id, conversation_id } = parsed.data;
  const messages: unknown[] = [];
  const seen = new Set<string>();
  let at = current_node && Object.hasOwn(mapping, current_node) ? current_node : lastLeaf(mapping);
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const current: Node | undefined = mapping[at];
    const content = textOf(current?.message?.content);
    if (current?.message && content && ROLES.has(current.message.author.role)) {
      const { id: messageId, author, create_time: created_at } = current.message;
      messages.push({ external_id: messageId ?? at, role: author.role, content, created_at });
    }
    at = current?.parent ?? undefined;
  }
  return { external_id: conversation_id ?? id, title, created_at: create_time, messages: messages.reverse() };
}

type Mapping = z.output<typeof conversation>['mapping'];
type Node = z.output<typeof node>;

function lastLeaf(mapping: Mapping): string | undefined {
  const parents = new Set(Object.values(mapping).map(({ parent }) => parent));
  return Object.keys(mapping).findLast((id) => !parents.has(id));
}

/** Of what was spoken. */
const transcription = z.object({ content_type: z.literal('audio_transcription'), text: z.string() });

/** Parts that are no text (images, files) are left out. */
function textOf(content: { parts?: unknown[] | null; text?: string | null } | null | undefined): string {
  const parts = content?.parts?.flatMap((part) => {
    if (typeof part === 'string') return part;
    return transcription.safeParse(part).data?.text ?? [];
  });
  return (parts?.join('\n') || content?.text || '').trim();
}
