/**
 * What the scripted model says, shared by the server that says it and the load that checks it.
 * A model's name steers its answer: `fake-t64-d20-f0` is 64 tokens, 20 ms apart, the first at once.
 */

const WORDS = 'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa'.split(
  ' ',
);

/**
 * @typedef {object} AnswerScript
 * @property {number} tokens how many tokens the answer has
 * @property {number} delay milliseconds between two tokens
 * @property {number} first milliseconds before the first token
 */

/** Every token carries exactly one '~', so tokens can be counted in any envelope and however they are coalesced. */
export const TOKEN_MARK = '~';

/** The token at `index` of every answer. */
export const tokenAt = (index) => ` ${TOKEN_MARK}${WORDS[index & 15]}`;

/** @param {number} tokens @returns {string} the whole answer, exactly */
export const answerText = (tokens) => Array.from({ length: tokens }, (_, index) => tokenAt(index)).join('');

/** @param {AnswerScript} script @returns {string} */
export const modelName = ({ tokens, delay, first }) => `fake-t${tokens}-d${delay}-f${first}`;

/** Reads a script back from a model's name; what the name leaves out keeps its default. @returns {AnswerScript} */
export function parseModelName(name) {
  const found = { t: 64, d: 0, f: 0 };
  for (const [, key, value] of String(name ?? '').matchAll(/-([tdf])(\d+)/g)) found[key] = Number(value);
  return { tokens: found.t, delay: found.d, first: found.f };
}

/** How long the answer takes when nothing stands between the model and its reader, in milliseconds. */
export const idealDuration = ({ tokens, delay, first }) => first + (tokens - 1) * delay;
