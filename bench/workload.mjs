/**
 * The one synthetic workload every subject is given: the same documents, histories and questions,
 * so that a ratio compares programs and never data. Knows nothing of servers or goals.
 */

const VOCABULARY_SIZE = 8000;
const WORDS_PER_CHUNK = 80;
const ONSETS = 'b c d f g h j k l m n p r s t v w z br cl dr fl gr pl st tr'.split(' ');
const VOWELS = 'a e i o u ai ea io ou'.split(' ');
const CODAS = 'l m n r s t x nd rk st'.split(' ');

/** A small seeded generator (mulberry32): the same numbers on every machine and in every run. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = (random, list) => list[Math.floor(random() * list.length)];

function makeVocabulary() {
  const random = seededRandom(1);
  const words = new Set();
  while (words.size < VOCABULARY_SIZE) {
    const syllable = () => pick(random, ONSETS) + pick(random, VOWELS);
    words.add(syllable() + syllable() + pick(random, CODAS));
  }
  return [...words];
}

const VOCABULARY = makeVocabulary();

/** Word frequencies fall off as in real text: a few words are everywhere, most are rare. */
function sentence(random, count) {
  const words = Array.from({ length: count }, () => VOCABULARY[Math.floor(VOCABULARY_SIZE * random() ** 2)]);
  // With the full stop before they are joined, a text is one string to V8, as those are that are read from somewhere: of
  // one put together later, whoever reads it first pays for the copying.
  words.push(words.pop() + '.');
  return words.join(' ');
}

/** `count` passages of about 600 characters, each short enough to be one chunk. @returns {string[]} */
export function passages(count) {
  const random = seededRandom(2);
  return Array.from({ length: count }, () => sentence(random, WORDS_PER_CHUNK));
}

/** Questions of four middling words each: an OR over them matches a few hundred of 10,000 passages. @returns {string[]} */
export function questions(count) {
  const random = seededRandom(3);
  const word = () => VOCABULARY[Math.floor(VOCABULARY_SIZE * (0.15 + 0.7 * random()))];
  return Array.from({ length: count }, () => `what links ${word()} ${word()} ${word()} and ${word()}?`);
}

/** Alternating user and assistant messages of about 200 characters. @returns {{role: 'user'|'assistant', content: string}[]} */
export function conversation(messages, seed) {
  const random = seededRandom(seed);
  return Array.from({ length: messages }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: sentence(random, 26),
  }));
}

/** Short statements for the memory store. @returns {string[]} */
export function statements(count) {
  const random = seededRandom(4);
  return Array.from({ length: count }, () => `I keep ${sentence(random, 8)}`);
}
