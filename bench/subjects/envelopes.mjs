/** How a turn is asked of a subject: path, body and the envelope of the answer. */
import { modelName } from '../upstream/script.mjs';

/**
 * @typedef {object} Subject something that answers turns
 * @property {string} name
 * @property {string} url
 * @property {number} [pid] absent for the scripted model asked directly
 * @property {'completion'|'turn'} envelope
 * @property {Record<string, string>} headers
 * @property {string[]} sessions
 */

const completionBody = (model, streaming) =>
  JSON.stringify({ model, stream: streaming, messages: [{ role: 'user', content: '{{question}}' }] });

const turnBody = (model, streaming) =>
  JSON.stringify({ message: '{{question}}', session_id: '{{session}}', streaming, model });

/**
 * @param {Subject} subject
 * @param {import('../upstream/script.mjs').AnswerScript} script
 * @param {boolean} streaming
 */
export function requestFor(subject, script, streaming) {
  const turn = subject.envelope === 'turn';
  const model = modelName(script);
  return {
    url: `${subject.url}${turn ? '/api/chat' : '/v1/chat/completions'}`,
    headers: subject.headers,
    template: turn ? turnBody(model, streaming) : completionBody(model, streaming),
    envelope: `${subject.envelope}-${streaming ? 'stream' : 'json'}`,
    sessions: subject.sessions,
  };
}
