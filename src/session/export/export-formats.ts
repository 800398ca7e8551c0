/** What the export of a conversation looks like, part by part. Pure; knows no database and no stream. */
import type { MessageRow } from '../message-row.js';
import type { Session } from '../session.entity.js';

export type ExportedMessage = Pick<MessageRow, 'id' | 'external_id' | 'role' | 'name' | 'content' | 'created_at'>;

/** An export is `begin`, the messages with `between` between each two of them, and `end`. */
export interface ExportFormat {
  /** Content type. */
  type: string;
  begin(session: Session): string;
  message(message: ExportedMessage): string;
  between: string;
  end: string;
}

const SPEAKERS = { user: 'You', assistant: 'Assistant', tool: 'Tool', system: 'System' } as const;
const JSON_END = ']}]}';

/** In the shape that POST /import takes. */
const json: ExportFormat = {
  type: 'application/json',
  begin({ id, externalId, title, createdAt }) {
    const session = { external_id: externalId ?? id, title, created_at: createdAt, messages: [] };
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
    }),
  between: ',',
  end: JSON_END,
};

/** For reading. */
const markdown: ExportFormat = {
  type: 'text/markdown',
  begin: ({ title }) => `# ${title ?? 'Conversation'}\n\n`,
  message: ({ name, role, content, created_at }) => `## ${name ?? SPEAKERS[role]} · ${created_at}\n\n${content}\n`,
  between: '\n',
  end: '',
};

export const EXPORT_FORMATS = { json, markdown };
