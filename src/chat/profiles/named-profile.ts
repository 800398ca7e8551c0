/** A profile as turns and views use it: what was saved, or what is built in. */
export interface NamedProfile<D> {
  id: string;
  name: string;
  definition: D;
  version: number;
  /** Whether the caller made it; others are read-only. */
  isOwn: boolean;
  shared: boolean;
  builtIn: boolean;
  /** undefined where it is built in. */
  createdAt?: string;
  updatedAt?: string;
}

/** Names are compared in one form, without case. */
export function profileKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
