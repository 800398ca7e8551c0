/** Tells which constraint a write ran into, on either database, and what became of a prepared statement on PostgreSQL. */
import { UnexpectedChanges } from './statement.js';

interface DriverError {
  code?: string;
  message?: string;
  constraint?: string;
  driverError?: DriverError;
}

/** What SQLite names in its message instead of the constraint: the columns, as `table.column, …`. */
const SQLITE_COLUMNS: Record<string, string> = {
  uq_users_username_key: 'users.username_key',
  uq_messages_place: 'messages.user_id, messages.session_id, messages.branch_id, messages.depth',
};

/** `constraint` is its name in the migrations; undefined: any. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const inner = driverErrorOf(error);
  if (inner?.code === '23505') return !constraint || inner.constraint === constraint;
  if (inner?.code !== 'SQLITE_CONSTRAINT_UNIQUE' && inner?.code !== 'SQLITE_CONSTRAINT_PRIMARYKEY') return false;
  if (!constraint) return true;
  const columns = SQLITE_COLUMNS[constraint];
  return columns !== undefined && Boolean(inner.message?.includes(columns));
}

/** A row names another one that is not there (any more). */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = driverErrorOf(error)?.code;
  return code === '23503' || code === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

/** Data of another kind, out of range or missing, or larger than an index or row may be; on either database. */
const UNSTORABLE = /^(?:22...|54...|23502|SQLITE_(?:MISMATCH|TOOBIG|CONSTRAINT_NOTNULL|CONSTRAINT_DATATYPE))$/;

/** A value that the database does not take, and will not take however often it is tried. */
export function isUnstorable(error: unknown): boolean {
  return UNSTORABLE.test(driverErrorOf(error)?.code ?? '');
}

/** What a batch wrote to was deleted or replaced before it came: it changed no row that it had to, or named one that is gone. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof UnexpectedChanges || isForeignKeyViolation(error);
}

/** invalid_sql_statement_name, duplicate_prepared_statement. */
const FORGOTTEN = new Set(['26000', '42P05']);

/** A prepared statement was not there, or already: behind a pooler this was another connection than before. */
export function isForgottenStatement(error: unknown): boolean {
  return FORGOTTEN.has(driverErrorOf(error)?.code ?? '');
}

function driverErrorOf(error: unknown): DriverError | undefined {
  return (error as DriverError | undefined)?.driverError ?? (error as DriverError | undefined);
}
