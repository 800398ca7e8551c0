/** How a turn is asked of a subject: path, body and the envelope of the answer. */
import { modelName } from '../upstream/script.mjs';

/**
 * @typedef {object} Subject something that answers turns
 * @property {string} name
 * @property {string} url
 * @property {string[]} [urls] of several replicas, asked in turn; absent: `url` alone
 * @property {number[]} [pids] absent for the scripted model asked directly
 * @property {number[]} [storePids] processes of its database
 * @property {'completion'|'turn'} [envelope] absent for a peer that tells `request` itself
 * @property {(script: import('../upstream/script.mjs').AnswerScript, streaming: boolean) =>
 *   {path: string, template: string, envelope: string, readers?: string}} [request]
 * @property {Record<string, string>} headers
 * @property {string[]} sessions
 */

const completionBody = (model, streaming) =>
  JSON.stringify({ model, stream: streaming, messages: [{ role: 'user', content: '{{question}}' }] });

const turnBody = (model, streaming) =>
  JSON.stringify({ message: '{{question}}', session_id: '{{session}}', streaming, model });

const usualRequest = (envelope) => (script, streaming) => {
  const turn = envelope === 'turn';
  const model = modelName(script);
  return {
    path: turn ? '/api/chat' : '/v1/chat/completions',
    template: turn ? turnBody(model, streaming) : completionBody(model, streaming),
    envelope: `${envelope}-${streaming ? 'stream' : 'json'}`,
  };
};

/**
 * @param {Subject} subject
 * @param {import('../upstream/script.mjs').AnswerScript} script
 * @param {boolean} streaming
 */
export function requestFor(subject, script, streaming) {
  const { path, ...request } = (subject.request ?? usualRequest(subject.envelope))(script, streaming);
  const urls = (subject.urls ?? [subject.url]).map((url) => `${url}${path}`);
  return { ...request, urls, headers: subject.headers, sessions: subject.sessions };
}
