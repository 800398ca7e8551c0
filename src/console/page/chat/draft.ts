/** What is being written and not sent yet: it outlives the room. */
import { credentials, lastRunOut } from '../api/credentials.js';
import { upload } from '../api/upload.js';
import { Store } from '../state/store.js';
import { attempt } from '../state/toasts.js';

export interface Attached {
  id: string;
  name: string;
  bytes: number;
}

export interface Draft {
  text: string;
  /** Files that go with the next question. */
  files: readonly Attached[];
  /** Files that are on their way. */
  sending: number;
}

const EMPTY: Draft = { text: '', files: [], sending: 0 };

export const draft = new Store<Draft>(EMPTY);

/** Open edits of questions, by the message they are of: the form is gone while the server is asked, and with the thread. */
export const unsent = new Map<string, string>();

export async function attach(files: Iterable<File>): Promise<void> {
  const owner = credentials.value?.user.id;
  for (const file of files) {
    draft.patch({ sending: draft.value.sending + 1 });
    const form = new FormData();
    form.append('file', file);
    const answer = await attempt(() => upload<{ file: Attached }>('/api/files', form, () => undefined));
    // Somebody else's by now.
    if (credentials.value?.user.id !== owner) return;
    const { files: before, sending } = draft.value;
    draft.patch({ sending: Math.max(0, sending - 1), files: answer ? [...before, answer.file] : before });
  }
}

export function detach(id: string): void {
  draft.patch({ files: draft.value.files.filter((file) => file.id !== id) });
}

/** Of somebody whose sign-in ran out while they wrote. */
let aside: { owner: string; draft: Draft; edits: ReadonlyMap<string, string> } | undefined;

/** Nothing is left for the next account; who did not leave by choice finds it again. */
export function forgetDraft(): void {
  const owner = lastRunOut();
  aside = owner ? { owner, draft: { ...draft.value, sending: 0 }, edits: new Map(unsent) } : undefined;
  draft.set(EMPTY);
  unsent.clear();
}

/** Somebody has signed in: what they were writing is there again, what others wrote is gone. */
export function takeUpDraft(userId: string): void {
  if (aside?.owner === userId) {
    if (draft.value === EMPTY) draft.set(aside.draft);
    for (const [id, text] of aside.edits) unsent.set(id, text);
  }
  aside = undefined;
}

/** The server did not take a question: its text is there again, unless its owner has begun another or has left. */
export function giveBack(owner: string | undefined, text: string): void {
  const now = credentials.value?.user.id ?? lastRunOut();
  if (!owner || now !== owner) return;
  if (aside) aside.draft = { ...aside.draft, text: aside.draft.text || text };
  else draft.patch({ text: draft.value.text || text });
}
