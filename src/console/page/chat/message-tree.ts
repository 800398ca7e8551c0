/** A conversation is a tree: an edited question and an answer written again are siblings. Pure. */
import type { Message } from '../api/types.js';

export type Messages = ReadonlyMap<string, Message>;

/** From the first message down to `leafId`. */
export function pathTo(messages: Messages, leafId: string | null): Message[] {
  const path: Message[] = [];
  const seen = new Set<string>();
  for (let id = leafId; id && !seen.has(id);) {
    seen.add(id);
    const message = messages.get(id);
    if (!message) break;
    path.push(message);
    id = message.parent_id;
  }
  return path.reverse();
}

/** Tells of each message the versions of it that are known, by id, oldest first: those with the same parent and role. */
export function families(messages: Messages): (message: Message) => readonly string[] {
  const keyOf = ({ parent_id, role }: Message) => `${role} ${parent_id}`;
  const groups = new Map<string, Set<string>>();
  for (const message of messages.values()) {
    const group = groups.get(keyOf(message)) ?? new Set();
    for (const id of [message.id, ...(message.versions ?? [])]) group.add(id);
    groups.set(keyOf(message), group);
  }
  // Ids are ordered by time.
  return (message) => [...(groups.get(keyOf(message)) ?? [])].sort();
}

/** The message before the shown ones that is not here yet, if there is one. */
export const beforeAll = (path: readonly Message[]): string | null => path[0]?.parent_id ?? null;
