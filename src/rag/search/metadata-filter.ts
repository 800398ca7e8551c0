/** Filters on the metadata of documents: equality, `{in: […]}`, `{gte, lte}`; joined by `{and: […]}` and `{or: […]}`. Pure. */
import { AppError } from '../../common/app-error.js';

type Scalar = string | number | boolean | null;
type Test = (value: unknown) => boolean;
type Metadata = Record<string, unknown> | null;
/** Whether a document passes. */
export type MetadataTest = (metadata: Metadata) => boolean;

const MOST_FIELDS = 20;
const MOST_VALUES = 1000;
/** Of and/or, conditions in one list and levels of lists. */
const MOST_BRANCHES = 20;
const MOST_DEPTH = 5;

/**
 * Throws `validation_failed` for a filter of another shape. All fields must hold; a list of values holds if one of its
 * members does. `and` and `or` are lists of filters where they hold lists, and fields of that name otherwise.
 */
export function metadataFilter(filter: Record<string, unknown>, depth = 0): MetadataTest {
  const fields = Object.entries(filter);
  if (fields.length > MOST_FIELDS) throw refused('metadata', `may have ${MOST_FIELDS} fields at most`);
  const tests = fields.map(([name, condition]): MetadataTest => {
    if ((name === 'and' || name === 'or') && Array.isArray(condition)) return joined(name, condition, depth + 1);
    const test = testOf(name, condition);
    return (metadata) => holds(own(metadata, name), test);
  });
  return (metadata) => tests.every((test) => test(metadata));
}

function joined(name: 'and' | 'or', filters: readonly unknown[], depth: number): MetadataTest {
  if (depth > MOST_DEPTH) throw refused(name, `may be nested ${MOST_DEPTH} deep at most`);
  if (filters.length === 0 || filters.length > MOST_BRANCHES || !filters.every(isObject)) {
    throw refused(name, `must be a list of 1 to ${MOST_BRANCHES} filters`);
  }
  const tests = filters.map((filter) => metadataFilter(filter, depth));
  return name === 'and'
    ? (metadata) => tests.every((test) => test(metadata))
    : (metadata) => tests.some((test) => test(metadata));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
