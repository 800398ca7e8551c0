/** What one connection has prepared: about so many statements, those not used for longest go first. */
import type { Column } from './row-columns.js';

export interface Prepared {
  /** Of its rows, once they have been described; a statement that gives no rows has none. */
  columns?: readonly Column[];
}

export class PreparedStatements {
  private readonly known = new Map<string, Prepared>();
  /** Forgotten here, but perhaps not by the database. */
  private readonly unwanted = new Set<string>();

  /** @param most that are kept from one go to the next */
  constructor(private readonly most: number) {}

  /** The statement of this name where it is prepared; it counts as used. */
  use(name: string): Prepared | undefined {
    const found = this.known.get(name);
    if (!found) return undefined;
    this.known.delete(name);
    this.known.set(name, found);
    return found;
  }

  /** It is being prepared. */
  add(name: string): Prepared {
    const added: Prepared = {};
    this.known.set(name, added);
    return added;
  }

  /** It is not prepared, or nobody knows. */
  forget(name: string): void {
    if (this.known.delete(name)) this.unwanted.add(name);
  }

  /** What the database is to forget before anything else is prepared; each name is given once. */
  takeUnwanted(): string[] {
    for (const name of this.known.keys()) {
      if (this.known.size <= this.most) break;
      this.forget(name);
    }
    const names = [...this.unwanted];
    this.unwanted.clear();
    return names;
  }
}
