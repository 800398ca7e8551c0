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

/** Tells of each message the versions of it: those with the same parent and role, oldest first; ids are ordered by time. */
export function families(messages: Messages): (message: Message) => readonly Message[] {
  const keyOf = ({ parent_id, role }: Message) => `${role} ${parent_id}`;
  const groups = new Map<string, Message[]>();
  for (const message of messages.values()) {
    const group = groups.get(keyOf(message));
    if (group) group.push(message);
    else groups.set(keyOf(message), [message]);
  }
  for (const group of groups.values()) group.sort((a, b) => (a.id < b.id ? -1 : 1));
  return (message) => groups.get(keyOf(message)) ?? [];
}

/** Down from a message, always by the newest child. */
export function newestLeaf(messages: Messages, from: string): string {
  const newestChild = new Map<string, string>();
  for (const { id, parent_id } of messages.values()) {
    if (parent_id && id > (newestChild.get(parent_id) ?? '')) newestChild.set(parent_id, id);
  }
  let leaf = from;
  for (let child = newestChild.get(leaf); child; child = newestChild.get(leaf)) leaf = child;
  return leaf;
}
