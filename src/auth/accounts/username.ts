/** What a user name may look like and when two are the same. Must know nothing of the database. */
import { AppError } from '../../common/app-error.js';

const MIN_LENGTH = 3;
const MAX_LENGTH = 64;
/** Control, format (invisible, text direction), unpaired surrogate, private use, line and paragraph separators. */
const NOT_ALLOWED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
const EDGE_SPACE = /^\s|\s$/u;

export interface Username {
  /** As its owner wrote it, in NFKC. */
  name: string;
  /** What is compared: names that differ only in case or in compatible characters have one key. */
  key: string;
}

/** The name in its stored form, or a 400. Length is counted in characters (code points), after NFKC. */
export function parseUsername(raw: string): Username {
  const name = raw.normalize('NFKC');
  if (NOT_ALLOWED.test(raw) || NOT_ALLOWED.test(name) || EDGE_SPACE.test(raw) || EDGE_SPACE.test(name)) {
    throw new AppError('invalid_username', undefined, {
      details: [{ field: 'username', message: 'no control characters, no spaces at the beginning or end' }],
    });
  }
  const length = [...name].length;
  if (length < MIN_LENGTH || length > MAX_LENGTH) {
    throw new AppError('validation_failed', undefined, {
      details: [{ field: 'username', message: `must have ${MIN_LENGTH} to ${MAX_LENGTH} characters` }],
    });
  }
  return { name, key: foldCase(name) };
}

/** The key of a name somebody signs in with; undefined when no account can have that name. */
export function usernameKey(raw: string): string | undefined {
  const name = raw.normalize('NFKC');
  const length = [...name].length;
  return NOT_ALLOWED.test(name) || length < MIN_LENGTH || length > MAX_LENGTH ? undefined : foldCase(name);
}

/** Upper before lower case: so ß equals ss and a final sigma equals any other, as Unicode's full case folding has it. */
function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFKC');
}
