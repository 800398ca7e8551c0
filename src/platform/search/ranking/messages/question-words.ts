// Word lists that tell what a question wants. English; questions in other languages simply lack these hints.

const setOf = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that frame a question and say little about its subject. */
export const ASKING_WORDS = setOf(`
  mention mentioned mentions say says said tell tells told talk talked discuss discussed describe described name names named
  called kind kinds type types sort sorts many much often long time times thing things item items way ways
  happen happened happens list specific particular regarding according various different likely consider considered
  want wanted would could might give gave make made take took new
`);

/** Signs that the text says when something happened. */
export const TIME_WORDS = `
  yesterday today tonight tomorrow last next ago week weeks weekend month months year years morning evening recently since
  monday tuesday wednesday thursday friday saturday sunday
  january february march april june july august september october november december
`
  .trim()
  .split(/\s+/);

export const NUMBER_WORDS =
  'one two three four five six seven eight nine ten eleven twelve dozen once twice couple few several'.split(' ');

/** Words of a wish that is meant to last. */
export const STANDING_WISH_WORDS = 'always never prefer prefers preferred preference whenever instead'.split(' ');
