/**
 * A Mastra agent with memory behind plain node:http, which is less than its own server does. It answers in the envelope
 * of the application. env UPSTREAM_URL.
 */
import http from 'node:http';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { Agent } from '@mastra/core/agent';
import { LibSQLStore } from '@mastra/libsql';
import { Memory } from '@mastra/memory';

const provider = createOpenAICompatible({
  name: 'scripted',
  baseURL: `${process.env.UPSTREAM_URL}/v1`,
  apiKey: 'none',
  includeUsage: true,
});
const storage = new LibSQLStore({ url: 'file:mastra.db' });
const memory = new Memory({ storage, options: { lastMessages: 10, semanticRecall: false } });
const agents = new Map();

/** One agent for each model, because a request names the model. */
function agentFor(model) {
  const known = agents.get(model);
  if (known) return known;
  const agent = new Agent({ name: 'bench', instructions: 'Answer.', model: provider(model), memory });
  agents.set(model, agent);
  return agent;
}

async function readJson(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text);
}

async function streamTurn(output, response) {
  let seq = 0;
  let text = '';
  const send = (type, fields) => response.write(`data: ${JSON.stringify({ type, seq: seq++, ...fields })}\n\n`);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send('turn-start', {});
  for await (const piece of output.textStream) {
    text += piece;
    send('text-delta', { text: piece });
  }
  send('turn-end', { turn_status: 'complete', response: text });
  response.end();
}

async function answer(request, response) {
  const { message, session_id: thread, model, streaming } = await readJson(request);
  const agent = agentFor(model);
  const options = { memory: { thread, resource: 'bench' } };
  if (streaming) return streamTurn(await agent.stream(message, options), response);
  const { text } = await agent.generate(message, options);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: 'success', response: text }));
}

const server = http.createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
  answer(request, response).catch((error) => {
    if (!response.headersSent) response.writeHead(500);
    response.end(String(error));
  });
});
await storage.init();
server.listen(0, '127.0.0.1', 8192, () => console.log(`listening http://127.0.0.1:${server.address().port}`));
