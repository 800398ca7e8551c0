/** The memories of the account, for browsing and changing. */
import { sentenceOf } from '../api/problem.js';
import { at, call, fromTheTop, page } from '../api/request.js';
import { Store } from '../state/store.js';

export interface Memory {
  id: string;
  kind: string;
  content: string;
  source?: { session_id: string; message_id: string };
  created_at: string;
  updated_at: string;
  valid_from?: string | null;
  valid_to?: string | null;
  superseded_by?: string | null;
  pinned: boolean;
}

export const KINDS = ['fact', 'preference', 'instruction', 'episode'] as const;

const PAGE = 50;

export interface MemoriesState {
  items: readonly Memory[];
  cursor: string | null;
  kind: string;
  loading: boolean;
  problem?: string;
}

export class Memories {
  readonly state = new Store<MemoriesState>({ items: [], cursor: null, kind: '', loading: true });
  private round = 0;
  /** The kind that what is shown is of. */
  private shownFor = '';

  filter(kind: string): Promise<void> {
    this.state.patch({ kind });
    return this.load();
  }

  async load(more = false): Promise<void> {
    const round = ++this.round;
    const { items, cursor, kind } = this.state.value;
    const query = new URLSearchParams(kind && { kind });
    try {
      const shown = this.shownFor === kind ? items.length : 0;
      const next = more
        ? await page<Memory>(`/api/memory?${query}&limit=${PAGE}${at(cursor)}`)
        : await fromTheTop<Memory>(`/api/memory?${query}`, PAGE, shown);
      if (round !== this.round) return;
      this.shownFor = kind;
      const all = more ? [...items, ...next.data] : next.data;
      this.state.patch({ items: all, cursor: next.next_cursor, loading: false, problem: undefined });
    } catch (error) {
      if (round === this.round) this.state.patch({ loading: false, problem: sentenceOf(error) });
    }
  }

  /** Its kind is told from the words. */
  async add(content: string): Promise<void> {
    await call('POST', '/api/memory', { json: { content } });
    await this.load();
  }

  async change(id: string, part: Partial<Pick<Memory, 'content' | 'pinned'>>): Promise<void> {
    await call('PATCH', `/api/memory/${id}`, { json: part });
    await this.load();
  }

  async undo(id: string): Promise<void> {
    await call('POST', `/api/memory/${id}/undo`);
    await this.load();
  }

  async forget(id: string): Promise<void> {
    await call('DELETE', `/api/memory/${id}`);
    await this.load();
  }
}
