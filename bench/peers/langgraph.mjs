/** The LangGraph server as its command line runs it in development: threads and checkpoints in memory, saved to files. */
import { EventStreamAnswer, JsonAnswer } from '../load/answers.mjs';
import { printedUrl, startChild } from '../harness/children.mjs';
import { modelName } from '../upstream/script.mjs';
import { placeProgram } from './peers.mjs';

export const packageName = '@langchain/langgraph-api';
export const storesConversations = true;

async function createThread(url) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/threads`, { method: 'POST', headers, body: '{}' });
  if (!answer.ok) throw new Error(`LangGraph answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()).thread_id;
}

function request(script, streaming) {
  const template = JSON.stringify({
    assistant_id: 'chat',
    input: { messages: [{ role: 'user', content: '{{question}}' }] },
    config: { configurable: { model: modelName(script) } },
    stream_mode: streaming ? ['messages-tuple'] : ['values'],
  });
  const path = streaming ? '/threads/:session/runs/stream' : '/threads/:session/runs/wait';
  return { path, template, envelope: streaming ? 'stream' : 'json', readers: import.meta.url };
}

/** Events `messages`, each a pair of a message's piece and where it comes from. */
class ThreadStreamAnswer extends EventStreamAnswer {
  payload(json) {
    const value = JSON.parse(json);
    if (value.error) this.problem ??= `${value.error}: ${value.message}`;
    if (Array.isArray(value) && value[0]?.type === 'ai') this.text += value[0].content;
  }

  fault() {
    return this.problem;
  }
}

/** @param {string} envelope */
export const readAnswer = (envelope) =>
  envelope === 'stream' ? new ThreadStreamAnswer() : new JsonAnswer((body) => body.messages?.at(-1).content);

/** @param {import('./peers.mjs').PeerPlace} place */
export async function start({ cores, upstreamUrl, folder, sessions }) {
  placeProgram(folder, 'langgraph-graph.mjs');
  const child = await startChild({
    name: 'langgraph',
    args: [placeProgram(folder, 'langgraph-server.mjs')],
    env: { NODE_ENV: 'production', UPSTREAM_URL: upstreamUrl, LOG_LEVEL: 'error', LANGSMITH_TRACING: 'false' },
    cores: cores.server,
    cwd: folder,
    isReady: printedUrl,
  });
  const url = printedUrl(child);
  const threads = [];
  while (threads.length < sessions) threads.push(await createThread(url));
  return { pids: [child.pid], url, request, sessions: threads };
}
