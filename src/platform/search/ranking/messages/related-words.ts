// Which other English words may stand for a word of a question. Knows word lists, not the index.
import { stemOf } from '../../analysis/stem-of.js';
import { irregularForms } from './irregular-forms.js';
import { KINDS_OF_THINGS } from './kinds-of-things.js';
import { SYNONYMS_OF_LEISURE } from './synonyms-of-leisure.js';
import { SYNONYMS_OF_LIFE } from './synonyms-of-life.js';
import { SYNONYMS_OF_WORK } from './synonyms-of-work.js';

/** One key for all forms of a word. */
export const wordKey = (word: string): string => stemOf(irregularForms(word)[0] ?? word);

const linesOf = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(/[\s:]+/));

type Relation = Map<string, Set<string>>;

/** Everybody in a line may stand for `word`. */
function relate(relation: Relation, word: string, others: readonly string[]): void {
  const key = wordKey(word);
  const related = relation.get(key) ?? new Set<string>();
  for (const other of others) {
    if (wordKey(other) !== key) related.add(other);
  }
  relation.set(key, related);
}

const synonyms: Relation = new Map();
for (const group of [SYNONYMS_OF_LIFE, SYNONYMS_OF_LEISURE, SYNONYMS_OF_WORK].flatMap(linesOf)) {
  for (const word of group) relate(synonyms, word, group);
}
const members: Relation = new Map();
for (const [kind, ...things] of linesOf(KINDS_OF_THINGS)) {
  if (kind) relate(members, kind, things);
}

const NONE: ReadonlySet<string> = new Set();

/** Words that mean about the same as the word with this key (wordKey). */
export const synonymsOf = (key: string): ReadonlySet<string> => synonyms.get(key) ?? NONE;

/** Everyday members of the kind with this key (wordKey): "tennis" for "sport". */
export const membersOf = (key: string): ReadonlySet<string> => members.get(key) ?? NONE;
