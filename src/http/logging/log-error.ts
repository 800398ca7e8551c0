/**
 * An error as it may stand in the log: what it is, where it came from, and which of its fields are known to hold neither
 * secrets nor anybody's words. Those of drivers are many and change (`parameters` and `detail` carry whole messages),
 * so fields are let through by name.
 */
import { stdSerializers } from 'pino';

const SAFE_FIELDS = new Set([
  // What every error of Node.js and ours may have.
  'code',
  'errno',
  'syscall',
  'signal',
  'status',
  'statusCode',
  'extra',
  'retryAfter',
  'index',
  'changes',
  'name',
  // Of a model server: what it did, with which status, and which of those configured it is.
  'fault',
  'upstreamStatus',
  'upstream',
  // Of a database: the statement, without what was bound to it, and what refused it.
  'query',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
]);
const NESTED_FIELDS = ['driverError', 'aggregateErrors'];

interface Fields {
  [name: string]: unknown;
}

/** Serialises what is logged as `err`; other things than errors are left as they are. */
export function logError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return shown(stdSerializers.err(error) as unknown as Fields);
}

function shown({ type, message, stack, ...rest }: Fields): Fields {
  const fields: Fields = { type, message, stack };
  for (const [name, value] of Object.entries(rest)) {
    if (SAFE_FIELDS.has(name)) fields[name] = value;
    else if (NESTED_FIELDS.includes(name)) fields[name] = nested(value);
  }
  return fields;
}

function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  if (value instanceof Error) return logError(value);
  return typeof value === 'object' && value !== null ? shown(value as Fields) : undefined;
}
