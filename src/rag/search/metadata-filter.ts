/** Filters on the metadata of documents: equality, `{in: […]}`, `{gte, lte}`. Pure. */
import { AppError } from '../../common/app-error.js';

type Scalar = string | number | boolean | null;
type Test = (value: unknown) => boolean;

const MOST_FIELDS = 20;
const MOST_VALUES = 1000;

/** Throws `validation_failed` for a filter of another shape. All fields must hold; a list holds if one of its members does. */
export function metadataFilter(filter: Record<string, unknown>): (metadata: Record<string, unknown> | null) => boolean {
  const fields = Object.entries(filter);
  if (fields.length > MOST_FIELDS) throw refused('metadata', `may have ${MOST_FIELDS} fields at most`);
  const tests = fields.map(([name, condition]) => [name, testOf(name, condition)] as const);
  return (metadata) => tests.every(([name, test]) => holds(own(metadata, name), test));
}

function testOf(name: string, condition: unknown): Test {
  if (isScalar(condition)) return (value) => value === condition;
  if (typeof condition !== 'object' || Array.isArray(condition)) throw refused(name, 'must be a value or a condition');
  const { in: list, gte, lte, ...others } = condition as Record<string, unknown>;
  if (Object.keys(others).length || (list !== undefined && (gte !== undefined || lte !== undefined))) {
    throw refused(name, 'takes either {"in": […]} or {"gte": …, "lte": …}');
  }
  if (list !== undefined) return inList(name, list);
  return inRange(name, gte, lte);
}

function inList(name: string, list: unknown): Test {
  if (!Array.isArray(list) || list.length > MOST_VALUES || !list.every(isScalar)) {
    throw refused(name, `"in" must be a list of ${MOST_VALUES} values at most`);
  }
  const wanted = new Set<unknown>(list);
  return (value) => wanted.has(value);
}

/** Numbers compare as numbers, texts (ISO dates, for one) by code units; a value of the other type is outside. */
function inRange(name: string, gte: unknown, lte: unknown): Test {
  const bounds = [gte, lte].filter((bound) => bound !== undefined);
  const type = typeof bounds[0];
  if (!bounds.length || !['number', 'string'].includes(type) || bounds.some((bound) => typeof bound !== type)) {
    throw refused(name, '"gte" and "lte" must be numbers or texts');
  }
  return (value) =>
    typeof value === type &&
    (gte === undefined || (value as string) >= (gte as string)) &&
    (lte === undefined || (value as string) <= (lte as string));
}

function holds(value: unknown, test: Test): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

function own(metadata: Record<string, unknown> | null, name: string): unknown {
  return metadata && Object.hasOwn(metadata, name) ? metadata[name] : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function refused(name: string, message: string): AppError {
  const field = name === 'metadata' ? name : `metadata.${name}`;
  return new AppError('validation_failed', undefined, { details: [{ field, message }] });
}
