/** The list of conversations beside the chat. */
import { at, call, page } from '../api/request.js';
import { sentenceOf } from '../api/problem.js';
import type { Session } from '../api/types.js';
import { Store } from '../state/store.js';

export interface SessionsState {
  items: readonly Session[];
  cursor: string | null;
  q: string;
  archived: boolean;
  folder: string | null;
  loading: boolean;
  problem?: string;
  /** Names seen so far; the API has no list of them. */
  folders: readonly string[];
}

const PAGE = 40;

const EMPTY: SessionsState = {
  items: [],
  cursor: null,
  q: '',
  archived: false,
  folder: null,
  loading: true,
  folders: [],
};

export class Sessions {
  readonly state = new Store<SessionsState>(EMPTY);
  private round = 0;

  /** Its account has signed out: an answer that is on its way must not be shown to the next one. */
  forget(): void {
    this.round++;
    this.state.set(EMPTY);
  }

  filter(part: Partial<Pick<SessionsState, 'q' | 'archived' | 'folder'>>): Promise<void> {
    this.state.patch(part);
    return this.load();
  }

  /** From the newest on; an answer to an older filter is thrown away. */
  async load(more = false): Promise<void> {
    const round = ++this.round;
    const { items, cursor, q, archived, folder, folders } = this.state.value;
    this.state.patch({ loading: true, problem: undefined });
    const query = new URLSearchParams({ limit: `${PAGE}` });
    if (q.trim()) query.set('q', q.trim());
    if (archived) query.set('archived', 'true');
    if (folder) query.set('folder', folder);
    try {
      const next = await page<Session>(`/api/session?${query}${more ? at(cursor) : ''}`);
      if (round !== this.round) return;
      const all = more ? [...items, ...next.data] : next.data;
      const names = all.flatMap((session) => session.folder ?? []);
      const known = [...new Set([...folders, ...names])].sort();
      this.state.patch({ items: all, cursor: next.next_cursor, loading: false, folders: known });
    } catch (error) {
      if (round === this.round) this.state.patch({ loading: false, problem: sentenceOf(error) });
    }
  }

  async change(id: string, part: Partial<Pick<Session, 'title' | 'folder' | 'archived'>>): Promise<void> {
    await call('PATCH', `/api/session/${id}`, { json: part });
    await this.load();
  }

  async remove(id: string): Promise<void> {
    await call('DELETE', `/api/session/${id}`);
    await this.load();
  }
}
