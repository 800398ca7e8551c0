/** The documents of the account: what is shown, what is being uploaded, and the watch on what is being indexed. */
import { sentenceOf } from '../api/problem.js';
import { at, call, fromTheTop, MOST_A_PAGE, page } from '../api/request.js';
import type { Document } from '../api/types.js';
import { upload } from '../api/upload.js';
import { Store } from '../state/store.js';

export interface Upload {
  id: number;
  name: string;
  /** 0 to 1. */
  part: number;
  problem?: string;
}

export interface DocumentsState {
  items: readonly Document[];
  cursor: string | null;
  collectionId: string | null;
  q: string;
  uploads: readonly Upload[];
  loading: boolean;
  problem?: string;
}

const PAGE = 50;
const WATCH_MS = 1200;
const unfinished = ({ state }: Document): boolean => state === 'queued' || state === 'indexing';

export class Documents {
  readonly state = new Store<DocumentsState>({
    items: [],
    cursor: null,
    collectionId: null,
    q: '',
    uploads: [],
    loading: true,
  });
  private timer?: ReturnType<typeof setTimeout>;
  private shown = false;
  private forgotten = false;
  private round = 0;
  private newest = 0;
  /** The filter that what is shown was read with. */
  private shownFor = '';

  /** The page is shown: what is being indexed is watched. */
  async enter(): Promise<void> {
    this.shown = true;
    await this.load();
  }

  /** Uploads go on, and are there when the page is shown again. */
  leave(): void {
    this.shown = false;
    clearTimeout(this.timer);
  }

  /** Its account has signed out: what still waits to be sent must not go to the next one. */
  forget(): void {
    this.leave();
    this.forgotten = true;
  }

  filter(part: Partial<Pick<DocumentsState, 'collectionId' | 'q'>>): Promise<void> {
    this.state.patch(part);
    return this.load();
  }

  async load(more = false): Promise<void> {
    const round = ++this.round;
    const { items, cursor, collectionId, q } = this.state.value;
    const query = new URLSearchParams();
    if (collectionId) query.set('collection_id', collectionId);
    if (q.trim()) query.set('q', q.trim());
    try {
      const shown = this.shownFor === `${query}` ? items.length : 0;
      const next = more
        ? await page<Document>(`/api/rag/documents?${query}&limit=${PAGE}${at(cursor)}`)
        : await fromTheTop<Document>(`/api/rag/documents?${query}`, PAGE, shown);
      if (round !== this.round) return;
      this.shownFor = `${query}`;
      const all = more ? [...items, ...next.data] : next.data;
      this.state.patch({ items: all, cursor: next.next_cursor, loading: false, problem: undefined });
      this.watch();
    } catch (error) {
      if (round === this.round) this.state.patch({ loading: false, problem: sentenceOf(error) });
    }
  }

  /** One after the other, so that the first is found while the last is still on its way; all into the collection chosen now. */
  async add(files: Iterable<File>): Promise<void> {
    const { collectionId } = this.state.value;
    const queue = [...files].map((file) => ({ file, id: ++this.newest }));
    const shown = queue.map(({ file, id }) => ({ id, name: file.name, part: 0 }));
    this.state.patch({ uploads: [...this.state.value.uploads, ...shown] });
    for (const { file, id } of queue) {
      if (this.forgotten) return;
      await this.sendOne(file, id, collectionId);
    }
  }

  async addPage(url: string): Promise<void> {
    const { collectionId } = this.state.value;
    await call('POST', '/api/rag/documents', { json: { url, ...(collectionId && { collection_id: collectionId }) } });
    await this.load();
  }

  dismiss(id: number): void {
    this.state.patch({ uploads: this.state.value.uploads.filter((one) => one.id !== id) });
  }

  async remove(id: string): Promise<void> {
    await call('DELETE', `/api/rag/documents/${id}`);
    await this.load();
  }

  async reindex(id: string): Promise<void> {
    await call('POST', `/api/rag/documents/${id}/reindex`);
    await this.load();
  }

  async move(id: string, collectionId: string): Promise<void> {
    await call('PATCH', `/api/rag/documents/${id}`, { json: { collection_id: collectionId } });
    await this.load();
  }

  private async sendOne(file: File, id: number, collectionId: string | null): Promise<void> {
    const form = new FormData();
    if (collectionId) form.append('collection_id', collectionId);
    form.append('file', file);
    try {
      await upload('/api/rag/documents', form, (part) => this.note(id, { part }));
      this.dismiss(id);
      await this.load();
    } catch (error) {
      this.note(id, { problem: sentenceOf(error) });
    }
  }

  private note(id: number, part: Partial<Upload>): void {
    this.state.patch({ uploads: this.state.value.uploads.map((one) => (one.id === id ? { ...one, ...part } : one)) });
  }

  /** Looks again while something is on its way. */
  private watch(): void {
    clearTimeout(this.timer);
    const { items } = this.state.value;
    if (!this.shown || !items.some(unfinished)) return;
    // Each look reads all that is shown: a long list is looked at less often, so that looks do not use up a minute's requests.
    const wait = WATCH_MS * Math.max(1, Math.ceil(items.length / MOST_A_PAGE));
    this.timer = setTimeout(() => void this.load(), wait);
  }
}
