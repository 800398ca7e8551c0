/** What an account may ask for, each with what it may be answered; ids are of things that were there a moment ago. */
import { type ChatFixture, OpenTurn } from '../chat/chat-fixture.js';
import type { Answer, CallOptions, Json } from '../../support/call.js';
import type { Things } from './things.js';

export interface Asked {
  what: string;
  status: number;
  body: Json;
}

export type Operation = (chat: ChatFixture, things: Things) => Promise<Asked>;

const told = (what: string, { status, body }: Answer): Asked => ({ what, status, body: body as Json });

/** A call, and what is kept of its answer. */
const call =
  (
    method: string,
    path: (things: Things) => string,
    given: (things: Things) => CallOptions = () => ({}),
    keep: (things: Things, body: Json) => void = () => undefined,
  ): Operation =>
  async (chat, things) => {
    const where = path(things);
    const answer = await chat.call(method, where, given(things));
    if (answer.status < 300) keep(things, answer.body as Json);
    return told(`${method} ${where}`, answer);
  };
const json = (make: (things: Things) => object) => (things: Things) => ({ json: make(things) });

const question = (things: Things): object => ({
  message: things.sentence,
  model: things.random.oneOf(['quick', 'quick', 'slow']),
  ...(things.random.chance(0.8) && { session_id: things.one('session') }),
  ...things.maybe(() => ({ parent_id: things.random.chance(0.8) ? things.one('message') : null })),
  ...things.maybe(() => ({ attachments: [things.one('file')] })),
  ...things.maybe(() => ({ documents: [things.one('collection')] })),
  ...things.maybe(() => ({ agent: things.one('agent') })),
  ...things.maybe(() => ({ tone: things.one('tone') })),
});

/** Reads some of it and leaves. */
const stream: Operation = async (chat, things) => {
  const response = await chat.stream(question(things));
  const { status } = response.response;
  if (status !== 200) return { what: 'a stream', status, body: JSON.parse(await response.response.text()) as Json };
  things.addTurn(await response.start());
  for (let left = things.number; left > 0 && (await response.next()); left--);
  await response.leave();
  return { what: 'a stream', status, body: {} };
};
const follow: Operation = async (chat, things) => {
  const response = await chat.events(things.one('turn'), things.number);
  const open = OpenTurn.of(response);
  if (response.status === 200) await open.next();
  await open.leave();
  return { what: 'following', status: response.status, body: {} };
};
const upload = (things: Things): CallOptions => {
  const body = new FormData();
  body.set('file', new Blob([things.sentence]), `${things.word}.txt`);
  return { body };
};
const lines = (things: Things): CallOptions => ({
  body: Array.from({ length: 5 }, () =>
    JSON.stringify({ text: things.sentence, external_id: `${things.number}` }),
  ).join('\n'),
  headers: { 'content-type': 'application/x-ndjson' },
});
const conversations = json((things) => ({
  sessions: [
    {
      external_id: `e${things.number % 6}`,
      messages: Array.from({ length: 3 }, (_, i) => ({ role: i % 2 ? 'assistant' : 'user', content: things.sentence })),
    },
  ],
}));

const TALK: Operation[] = [
  call(
    'POST',
    () => '/api/session',
    json((things) => ({
      title: things.word,
      ...things.maybe(() => ({ collection_ids: [things.one('collection')] })),
      ...things.maybe(() => ({ agent: things.one('agent') })),
    })),
    (things, { session }) => things.add('session', session.id),
  ),
  call(
    'POST',
    () => '/api/chat',
    json(question),
    (things, body) => things.addTurn(body),
  ),
  call(
    'POST',
    () => '/api/chat',
    json(question),
    (things, body) => things.addTurn(body),
  ),
  stream,
  stream,
  follow,
  call(
    'POST',
    () => '/api/chat/regenerate',
    json((things) => ({ message_id: things.one('message'), model: 'quick' })),
    (things, body) => things.addTurn(body),
  ),
  call('POST', (things) => `/api/chat/turns/${things.one('turn')}/stop`),
  call('GET', (things) => `/api/chat/turns/${things.one('turn')}`),
  call('GET', (things) => `/api/chat/messages/${things.one('message')}/context`),
  call(
    'POST',
    (things) => `/api/chat/messages/${things.one('message')}/feedback`,
    json(() => ({ rating: 'up' })),
  ),
  call(
    'POST',
    () => '/api/chat/context/preview',
    json((things) => ({ message: things.sentence, session_id: things.one('session') })),
  ),
  call(
    'PATCH',
    (things) => `/api/session/${things.one('session')}`,
    json((things) => ({ title: things.word, archived: things.random.chance(0.3), memory: things.random.chance(0.8) })),
  ),
  call(
    'POST',
    (things) => `/api/session/${things.one('session')}/fork`,
    json((things) => ({ message_id: things.one('message') })),
    (things, { session }) => things.add('session', session.id),
  ),
  call('GET', (things) => `/api/session/${things.one('session')}/export?format=markdown`),
  call('GET', (things) => `/api/session/${things.one('session')}/messages?all=true&versions=true`),
  call('GET', (things) => `/api/session?q=${things.word}`),
  call('POST', () => '/api/session/import', conversations),
  call('DELETE', (things) => `/api/session/${things.one('session')}`),
];

const KNOWLEDGE: Operation[] = [
  call(
    'POST',
    (things) => `/api/rag/documents${things.random.chance(0.5) ? '?wait=5' : ''}`,
    json((things) => ({
      text: things.text,
      ...(things.random.chance(0.5) && { external_id: `d${things.number % 5}` }),
      ...things.maybe(() => ({ collection_id: things.one('collection') })),
    })),
    (things, { document }) => things.add('document', document.id),
  ),
  call(
    'POST',
    () => '/api/rag/documents',
    upload,
    (things, { document }) => things.add('document', document.id),
  ),
  call(
    'POST',
    () => '/api/rag/documents/bulk',
    lines,
    (things, body) => things.add('job', body.job_id),
  ),
  call(
    'PATCH',
    (things) => `/api/rag/documents/${things.one('document')}`,
    json((things) => ({ title: things.word })),
  ),
  call('POST', (things) => `/api/rag/documents/${things.one('document')}/reindex`),
  call('GET', (things) => `/api/rag/documents/${things.one('document')}/chunks`),
  call('DELETE', (things) => `/api/rag/documents/${things.one('document')}`),
  call('GET', (things) => `/api/rag/jobs/${things.one('job')}`),
  call('POST', (things) => `/api/rag/jobs/${things.one('job')}/cancel`),
  call(
    'POST',
    () => '/api/rag/search',
    json((things) => ({ query: things.sentence, explain: true })),
  ),
  call(
    'POST',
    () => '/api/rag/collections',
    json((things) => ({ name: `c${things.number}` })),
    (things, { collection }) => things.add('collection', collection.id),
  ),
  call(
    'PATCH',
    (things) => `/api/rag/collections/${things.one('collection')}`,
    json((things) => ({ name: `c${things.number}` })),
  ),
  call('DELETE', (things) => `/api/rag/collections/${things.one('collection')}`),
  call(
    'POST',
    () => '/api/files',
    upload,
    (things, { file }) => things.add('file', file.id),
  ),
  call('GET', (things) => `/api/files/${things.one('file')}/content`),
  call('DELETE', (things) => `/api/files/${things.one('file')}`),
];

const MEMORY: Operation[] = [
  call(
    'POST',
    () => '/api/memory',
    json((things) => ({ content: things.sentence, kind: things.random.oneOf(['fact', 'preference', 'instruction']) })),
    (things, { memory }) => things.add('memory', memory.id),
  ),
  call(
    'PATCH',
    (things) => `/api/memory/${things.one('memory')}`,
    json((things) => ({ content: things.sentence })),
  ),
  call('POST', (things) => `/api/memory/${things.one('memory')}/undo`),
  call('DELETE', (things) => `/api/memory/${things.one('memory')}`),
  call(
    'GET',
    (things) => `/api/memory?q=${things.word}`,
    undefined,
    (things, { data }) => things.add('memory', data[0]?.id),
  ),
  call(
    'POST',
    () => '/api/memory/search',
    json((things) => ({ query: things.sentence })),
  ),
  call('GET', (things) => `/api/memory/context/${things.one('session')}`),
];

const ACCOUNT: Operation[] = [
  call(
    'POST',
    () => '/api/chat/agents',
    json((things) => ({
      name: `a${things.number}`,
      instructions: things.sentence,
      ...things.maybe(() => ({ tone: things.one('tone') })),
      ...things.maybe(() => ({ pattern: 'plan' })),
    })),
    (things, { agent }) => things.add('agent', agent.id),
  ),
  call(
    'PATCH',
    (things) => `/api/chat/agents/${things.one('agent')}`,
    json((things) => ({ instructions: things.word })),
  ),
  call('DELETE', (things) => `/api/chat/agents/${things.one('agent')}`),
  call(
    'POST',
    () => '/api/chat/tones',
    json((things) => ({ name: `t${things.number}`, rules: [things.sentence] })),
    (things, { tone }) => things.add('tone', tone.id),
  ),
  call('DELETE', (things) => `/api/chat/tones/${things.one('tone')}`),
  call(
    'POST',
    () => '/api/auth/keys',
    json((things) => ({ name: things.word })),
    (things, { api_key: key }) => things.add('key', key.id),
  ),
  call('DELETE', (things) => `/api/auth/keys/${things.one('key')}`),
  call(
    'PATCH',
    () => '/api/auth/me/retention',
    json((things) => ({ turn_days: things.number + 1 })),
  ),
  call('GET', () => '/api/stats/summary'),
  call('GET', () => '/api/auth/me/export'),
];

export const OPERATIONS: readonly Operation[] = [...TALK, ...TALK, ...KNOWLEDGE, ...KNOWLEDGE, ...MEMORY, ...ACCOUNT];
/** Seldom: after it little is left to run into. */
export const FORGET_ALL = call(
  'DELETE',
  () => '/api/memory',
  json(() => ({ confirm: true })),
);
