/** The list of conversations beside the chat. */
import { credentials } from '../api/credentials.js';
import { at, call, fromTheTop, page } from '../api/request.js';
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
  /** The filter that what is shown was read with. */
  private shownFor = '';

  /** Its account has signed out: an answer that is on its way must not be shown to the next one. */
  forget(): void {
    this.round++;
    this.state.set(EMPTY);
  }

  filter(part: Partial<Pick<SessionsState, 'q' | 'archived' | 'folder'>>): Promise<void> {
    this.state.patch(part);
    return this.load();
  }

  /** From the newest on, as far as was read with this filter; an answer to an older filter is thrown away. */
  async load(more = false): Promise<void> {
    // A look that was put off until a title is there may come after its account has left.
    if (!credentials.value) return;
    const round = ++this.round;
    const { items, cursor, q, archived, folder, folders } = this.state.value;
    this.state.patch({ loading: true, problem: undefined });
    const query = new URLSearchParams();
    if (q.trim()) query.set('q', q.trim());
    if (archived) query.set('archived', 'true');
    if (folder) query.set('folder', folder);
    try {
      const shown = this.shownFor === `${query}` ? items.length : 0;
      const next = more
        ? await page<Session>(`/api/session?${query}&limit=${PAGE}${at(cursor)}`)
        : await fromTheTop<Session>(`/api/session?${query}`, PAGE, shown);
      if (round !== this.round) return;
      this.shownFor = `${query}`;
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
