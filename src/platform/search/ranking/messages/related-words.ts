// Which other English words may stand for a word of a question. Knows word lists, not the index.
import { familyOf } from '../../analysis/word-family.js';
import { KINDS_OF_THINGS } from './kinds-of-things.js';
import { SYNONYMS_OF_LEISURE } from './synonyms-of-leisure.js';
import { SYNONYMS_OF_LIFE } from './synonyms-of-life.js';
import { SYNONYMS_OF_WORK } from './synonyms-of-work.js';

/** One key for all forms of a word. */
export const wordKey = (word: string): string => familyOf(word).key;

const linesOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(/[\s:]+/));

type Relation = Map<string, Set<string>>;

/** A word of a line with its key, which is dear to find: each is found once. */
interface Keyed {
  word: string;
  key: string;
}

const keyed = (words: readonly string[]): Keyed[] => words.map((word) => ({ word, key: wordKey(word) }));

/** Everybody in a line may stand for the word with this key. */
function relate(relation: Relation, key: string, others: readonly Keyed[]): void {
  const related = relation.get(key) ?? new Set<string>();
  for (const other of others) {
    if (other.key !== key) related.add(other.word);
  }
  relation.set(key, related);
}

const synonyms: Relation = new Map();
for (const group of [SYNONYMS_OF_LIFE, SYNONYMS_OF_LEISURE, SYNONYMS_OF_WORK].flatMap(linesOf)) {
  const words = keyed(group);
  for (const { key } of words) relate(synonyms, key, words);
}
const members: Relation = new Map();
for (const [kind, ...things] of linesOf(KINDS_OF_THINGS)) {
  if (kind) relate(members, wordKey(kind), keyed(things));
}

const NONE: ReadonlySet<string> = new Set();

/** Words that mean about the same as the word with this key (wordKey). */
export const synonymsOf = (key: string): ReadonlySet<string> => synonyms.get(key) ?? NONE;

/** Everyday members of the kind with this key (wordKey): "tennis" for "sport". */
export const membersOf = (key: string): ReadonlySet<string> => members.get(key) ?? NONE;
