/** Forgets what was learned from a conversation that is being deleted, before its messages go: a few rows at a time. */
import { NIL_ID } from '../../common/ids.js';
import { inList } from '../../common/in-list.js';
import type { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { WITHOUT_SOURCE } from './live-memory.js';

/** Sources looked through with one read; an account has few, whatever the length of its conversations. */
const READ = 500;
/** Sources that go together, with their memories and whatever hangs on these. */
const STEP = 50;
/** The sources of an owner by their key, with the conversation each of them is in. */
const NEXT_SQL = `SELECT o.memory_id, o.message_id, m.session_id
  FROM (SELECT memory_id, message_id FROM memory_sources WHERE user_id = ? AND (memory_id, message_id) > (?, ?)
    ORDER BY memory_id, message_id LIMIT ${READ}) o
  JOIN messages m ON m.user_id = ? AND m.id = o.message_id ORDER BY o.memory_id, o.message_id`;

interface SourceRow {
  memory_id: string;
  message_id: string;
  session_id: string;
}

/** Each step stands for itself; nobody else may change the owner's memories while it is written. */
export async function* forgetSession(
  database: Database,
  userId: string,
  sessionId: string,
): AsyncGenerator<Statement[]> {
  let rows: SourceRow[];
  let last = { memory_id: NIL_ID, message_id: NIL_ID };
  do {
    rows = await database.rows<SourceRow>(NEXT_SQL, [userId, last.memory_id, last.message_id, userId]);
    last = rows.at(-1) ?? last;
    const own = rows.filter(({ session_id }) => session_id === sessionId);
    for (let at = 0; at < own.length; at += STEP) yield forget(userId, own.slice(at, at + STEP));
  } while (rows.length === READ);
}

/** What another conversation says too stays, and what its owner wrote down. */
function forget(userId: string, sources: readonly SourceRow[]): Statement[] {
  const messages = inList(sources.map(({ message_id }) => message_id));
  const memories = inList(sources.map(({ memory_id }) => memory_id));
  return [
    {
      sql: `DELETE FROM memory_sources WHERE user_id = ? AND message_id IN (${messages.marks})`,
      params: [userId, ...messages.values],
    },
    {
      sql: `DELETE FROM memories WHERE user_id = ? AND id IN (${memories.marks}) AND ${WITHOUT_SOURCE}`,
      params: [userId, ...memories.values],
    },
  ];
}
