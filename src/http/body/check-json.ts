/** What no JSON body may contain, wherever it came from: too much depth, keys that reach prototypes, NUL characters. */
import { AppError } from '../../common/app-error.js';

/** Levels of arrays and objects inside each other. */
const MAX_DEPTH = 64;

/** Throws an AppError that names the field. Lines of NDJSON bodies are checked with it too. `takesNul`: see BodyRule. */
export function checkJson(value: unknown, path = '', takesNul = false, depth = 0): void {
  if (typeof value === 'string') return takesNul ? undefined : refuseNul(value, path);
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw new AppError('json_too_deep');
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(value[i], path, takesNul, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    const field = path ? `${path}.${key}` : key;
    if (reachesPrototype(key, member)) throw invalid(field, 'this name is not allowed');
    if (!takesNul) refuseNul(key, path);
    checkJson(member, field, takesNul, depth + 1);
  }
}

/** PostgreSQL cannot store U+0000 in text, so neither database takes it. */
export function refuseNul(text: string, field: string): void {
  if (text.includes('\0')) throw invalid(field || 'body', 'must not contain the NUL character (U+0000)');
}

function reachesPrototype(key: string, member: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof member === 'object' && member !== null && 'prototype' in member;
}

function invalid(field: string, message: string): AppError {
  return new AppError('validation_failed', undefined, { details: [{ field, message }] });
}
