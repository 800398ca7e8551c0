/**
 * The same-work floor: what the application does in a turn, done as plainly as possible. Nest, a key guard, the last
 * ten messages, the five best of the passages, a prompt, the relayed answer and two durable inserts in raw SQL.
 * env UPSTREAM_URL, STORE_PATH, CHUNKS, SESSIONS, MESSAGES. Prints its API key before its address.
 */
import { Body, Controller, Post, Req, Res, UnauthorizedException, UseGuards } from '@nestjs/common';
import { createUpstreamClient } from './upstream-client.mjs';
import { decorateMethod, serveNest } from './nest-server.mjs';
import { openSameWorkStore } from './same-work-store.mjs';
import { openTurnStream } from './turn-stream.mjs';

const { UPSTREAM_URL, STORE_PATH, CHUNKS, SESSIONS, MESSAGES } = process.env;
const upstream = createUpstreamClient(UPSTREAM_URL);
const store = openSameWorkStore(STORE_PATH, {
  chunks: Number(CHUNKS),
  sessions: Number(SESSIONS),
  messages: Number(MESSAGES),
});

class KeyGuard {
  canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const userId = store.userOf((request.headers.authorization ?? '').slice('Bearer '.length));
    if (!userId) throw new UnauthorizedException();
    request.userId = userId;
    return true;
  }
}

function buildPrompt(history, passages, question) {
  const sources = passages.map(({ text }, index) => `[${index + 1}] ${text}`).join('\n');
  const system = { role: 'system', content: `Answer from these passages and cite them:\n${sources}` };
  return [system, ...history, { role: 'user', content: question }];
}

class TurnController {
  async chat(body, request, response) {
    const { userId } = request;
    const { session_id: sessionId, message, model } = body;
    const history = store.lastMessages(userId, sessionId);
    const passages = store.retrieve(userId, message);
    const prompt = buildPrompt(history, passages, message);
    const ids = { session_id: sessionId, user_message_id: await store.save(userId, sessionId, 'user', message) };
    const citations = passages.map(({ id, text }, index) => ({ n: index + 1, chunk_id: id, quote: text }));
    const turn = body.streaming ? openTurnStream(response, ids) : undefined;
    const text = await upstream.stream(model, prompt, turn?.text ?? (() => undefined));
    const messageId = await store.save(userId, sessionId, 'assistant', text);
    if (turn) turn.end(text, { message_id: messageId, citations });
    else response.status(200).json({ status: 'success', response: text, ...ids, message_id: messageId, citations });
  }
}
decorateMethod(TurnController, 'chat', [Post('chat')], [Body(), Req(), Res()]);
UseGuards(KeyGuard)(TurnController);
Controller('api')(TurnController);

console.log(`key ${store.key}`);
await serveNest({ controllers: [TurnController], providers: [KeyGuard] });
