/** The messages of a branch as one straight branch of another conversation, under new ids, in the same order. Pure. */
import { newId } from '../common/ids.js';
import type { Statement } from '../platform/database/statement.js';
import { copyMessage, type MessageRow } from './message-row.js';
import { markForIndexing } from './turn-statements.js';

export class BranchCopy {
  readonly sessionId = newId();
  /** The id of each copy by that of its original. */
  readonly copyOf = new Map<string, string>();
  private branchId = '';
  /** Of the newest copy. */
  lastId: string | null = null;

  constructor(
    private readonly userId: string,
    readonly now: string,
  ) {}

  get length(): number {
    return this.copyOf.size;
  }

  /** The statements that copy the next messages; an answer that is still being written is left out. */
  take(originals: readonly MessageRow[]): Statement[] {
    return originals.filter(({ state }) => state !== 'running').flatMap((original) => this.copy(original));
  }

  private copy(original: MessageRow): Statement[] {
    const id = newId();
    if (this.lastId === null) this.branchId = id;
    const copy = {
      ...original,
      id,
      session_id: this.sessionId,
      parent_id: this.lastId,
      branch_id: this.branchId,
      depth: this.length,
      turn_id: null,
      external_id: null,
    };
    this.copyOf.set(original.id, id);
    this.lastId = id;
    const index = copy.content ? [markForIndexing(this.userId, id, this.now)] : [];
    return [copyMessage(this.userId, copy), ...index];
  }
}
