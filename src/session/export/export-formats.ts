/** What the export of a conversation looks like, part by part. Pure; knows no database and no stream. */
import type { MessageRow } from '../message-row.js';
import type { Session } from '../session.entity.js';

export type ExportedMessage = Pick<
  MessageRow,
  'id' | 'external_id' | 'role' | 'name' | 'content' | 'state' | 'reason' | 'created_at'
>;

/** An export is `begin`, the messages with `between` between each two of them, and `end`. */
export interface ExportFormat {
  /** Content type. */
  type: string;
  /** `elsewhere`: how many messages the conversation has on other branches; they are not in it. */
  begin(session: Session, elsewhere: number): string;
  message(message: ExportedMessage): string;
  between: string;
  end: string;
}

const SPEAKERS = { user: 'You', assistant: 'Assistant', tool: 'Tool', system: 'System' } as const;
/** After the heading of a message that is not whole. */
const STATES: Record<MessageRow['state'], (reason: string | null) => string> = {
  complete: () => '',
  running: () => ' · still being written',
  incomplete: (reason) => ` · incomplete${reason ? ` (${reason})` : ''}`,
  failed: () => ' · failed',
};
const JSON_END = ']}]}';

/** In the shape that POST /import takes. */
const json: ExportFormat = {
  type: 'application/json',
  begin({ id, externalId, title, createdAt }, elsewhere) {
    const session = {
      external_id: externalId ?? id,
      title,
      created_at: createdAt,
      ...(elsewhere && { messages_on_other_branches: elsewhere }),
      messages: [],
    };
    const whole = JSON.stringify({ format: 'rai-chat', version: 1, sessions: [session] });
    return whole.slice(0, -JSON_END.length);
  },
  message: (message) =>
    JSON.stringify({
      external_id: message.external_id ?? message.id,
      role: message.role,
      ...(message.name && { name: message.name }),
      content: message.content,
      created_at: message.created_at,
      ...(message.state !== 'complete' && { state: message.state, ...(message.reason && { reason: message.reason }) }),
    }),
  between: ',',
  end: JSON_END,
};

/** For reading. */
const markdown: ExportFormat = {
  type: 'text/markdown',
  begin: ({ title }, elsewhere) =>
    `# ${title ?? 'Conversation'}\n\n${elsewhere ? `*Not in it: ${elsewhere} messages on other branches.*\n\n` : ''}`,
  message: ({ name, role, content, created_at, state, reason }) =>
    `## ${name ?? SPEAKERS[role]} · ${created_at}${STATES[state](reason)}\n\n${content}\n`,
  between: '\n',
  end: '',
};

export const EXPORT_FORMATS = { json, markdown };
