/**
 * A scripted OpenAI-compatible model server: `/v1/chat/completions` (streaming or not), `/v1/models`, `/stats`.
 * Prints its address and serves until killed. Must not become the bottleneck, so streamed frames are made
 * once a model and written straight to the socket, already in HTTP chunks.
 */
import http from 'node:http';
import { modelName, parseModelName, tokenAt, answerText } from './script.mjs';

const CREATED = 1_700_000_000;
const stats = { chats: 0, streams: 0, open: 0, peak: 0, tokens: 0 };
const frameCache = new Map();

const httpChunk = (text) => Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);

/** The ready-made frames of one model's streamed answer. */
function framesOf(model) {
  const known = frameCache.get(model);
  if (known) return known;
  const { tokens } = parseModelName(model);
  const head = { id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: CREATED, model };
  const event = (body) => `data: ${JSON.stringify({ ...head, ...body })}\n\n`;
  const delta = (part, finish = null) => event({ choices: [{ index: 0, delta: part, finish_reason: finish }] });
  const usage = { prompt_tokens: 10, completion_tokens: tokens, total_tokens: tokens + 10 };
  const frames = {
    role: httpChunk(delta({ role: 'assistant', content: '' })),
    tokens: Array.from({ length: 16 }, (_, index) => httpChunk(delta({ content: tokenAt(index) }))),
    end: httpChunk(`${delta({}, 'stop')}${event({ choices: [], usage })}data: [DONE]\n\n`),
  };
  frameCache.set(model, frames);
  return frames;
}

/** Streams an answer paced by the wall clock: it catches up when late and never drifts. */
function streamAnswer(model, response) {
  const script = parseModelName(model);
  const frames = framesOf(model);
  const socket = response.socket;
  let sent = 0;
  let timer;
  let closed = false;
  stats.streams++;
  stats.peak = Math.max(stats.peak, ++stats.open);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  socket.setNoDelay(true);
  response.on('close', () => {
    closed = true;
    stats.open--;
    clearTimeout(timer);
  });
  const start = performance.now() + script.first;
  const step = () => {
    if (closed) return;
    const elapsed = performance.now() - start;
    const due = script.delay ? Math.min(script.tokens, Math.floor(elapsed / script.delay) + 1) : sent + 1;
    for (; sent < due; sent++, stats.tokens++) socket.write(frames.tokens[sent & 15]);
    if (sent >= script.tokens) {
      socket.write(frames.end);
      response.end();
    } else if (script.delay) {
      timer = setTimeout(step, Math.max(1, start + sent * script.delay - performance.now()));
    } else {
      setImmediate(step);
    }
  };
  socket.write(frames.role);
  if (script.first) timer = setTimeout(step, script.first);
  else step();
}

function sendJson(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Sends the whole answer at once, after the time its tokens would have taken. */
function sendAnswer(model, response) {
  const script = parseModelName(model);
  const message = { role: 'assistant', content: answerText(script.tokens) };
  const answer = {
    id: 'chatcmpl-scripted',
    object: 'chat.completion',
    created: CREATED,
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: script.tokens, total_tokens: script.tokens + 10 },
  };
  const wait = script.first + script.tokens * script.delay;
  stats.tokens += script.tokens;
  if (wait) setTimeout(() => sendJson(response, 200, answer), wait);
  else sendJson(response, 200, answer);
}

function answerChat(body, response) {
  stats.chats++;
  const model = body.model ?? modelName(parseModelName(''));
  if (body.stream) streamAnswer(model, response);
  else sendAnswer(model, response);
}

function readJson(request, use, refuse) {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    let body;
    try {
      body = JSON.parse(Buffer.concat(parts).toString() || '{}');
    } catch (error) {
      refuse(error);
      return;
    }
    use(body);
  });
}

const server = http.createServer({ keepAliveTimeout: 120_000, noDelay: true }, (request, response) => {
  const path = request.url.split('?')[0];
  if (path === '/stats') return sendJson(response, 200, stats);
  if (path.endsWith('/models')) {
    const model = { id: modelName(parseModelName('')), object: 'model', created: 1, owned_by: 'bench' };
    return sendJson(response, 200, { object: 'list', data: [model] });
  }
  if (!path.endsWith('/chat/completions')) return sendJson(response, 404, { error: { message: `no route ${path}` } });
  readJson(
    request,
    (body) => answerChat(body, response),
    (error) => sendJson(response, 400, { error: { message: error.message } }),
  );
});
server.listen(0, '127.0.0.1', 8192, () => console.log(`listening http://127.0.0.1:${server.address().port}`));
