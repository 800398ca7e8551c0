/** Conversations, turns, agents, tones, files. */
import type { RouteCall } from './route-table.js';

/** Without memory: each question would change what is remembered for the next. */
const ask = { message: 'What do you know?', memory: false };
const file = () => {
  const body = new FormData();
  body.set('file', new Blob(['a file of the matrix']), 'matrix.txt');
  return { body };
};
const session = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({
  route,
  scope: 'sessions',
  ids: { 'path.id': 'session' },
  ...more,
});
const chat = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({ route, scope: 'chat', ...more });
const turn = { ids: { 'path.id': 'turn' } } as const;
const calculator = { at: { tool: 'calculator' } } as const;
const answer = { ids: { 'path.id': 'answer' } } as const;
const agent = { ids: { 'path.id': 'agent' } } as const;
const tone = { ids: { 'path.id': 'tone' } } as const;

/** The same options may be given to everything that answers. */
const options = (route: string, base: Partial<RouteCall>): RouteCall[] =>
  (
    [
      { 'body.attachments[]': 'file' },
      { 'body.documents[]': 'collection' },
      { 'body.agent': 'agent' },
      { 'body.agent': 'agentName' },
      { 'body.tone': 'tone' },
      { 'body.tone': 'toneName' },
    ] as const
  ).map((ids) => chat(route, { ...base, ids: { ...base.ids, ...ids } }));

export const CHAT_ROUTES: readonly RouteCall[] = [
  session('POST /api/session', { json: { title: 'another' }, ids: {} }),
  session('POST /api/session', { json: {}, ids: { 'body.collection_ids[]': 'collection' } }),
  session('POST /api/session', { json: {}, ids: { 'body.agent': 'agent', 'body.tone': 'tone' } }),
  session('GET /api/session', { ids: {}, query: 'q=zanzibar' }),
  session('GET /api/session', { ids: {} }),
  session('GET /api/session/:id'),
  session('PATCH /api/session/:id', { json: { title: 'renamed' } }),
  session('PATCH /api/session/:id', { json: {}, ids: { 'path.id': 'session', 'body.collection_ids[]': 'collection' } }),
  session('PATCH /api/session/:id', {
    json: {},
    ids: { 'path.id': 'session', 'body.agent': 'agent', 'body.tone': 'tone' },
  }),
  session('DELETE /api/session/:id', { ends: true }),
  session('GET /api/session/:id/messages'),
  session('GET /api/session/:id/messages', { query: 'all=true' }),
  session('GET /api/session/:id/messages', {
    query: 'order=desc&versions=true',
    ids: { 'path.id': 'session', 'query.until': 'answer' },
  }),
  session('GET /api/session/:id/messages', { ids: { 'path.id': 'session', 'query.through': 'answer' } }),
  session('POST /api/session/:id/fork', { json: {}, ids: { 'path.id': 'session', 'body.message_id': 'answer' } }),
  session('GET /api/session/:id/export'),
  session('GET /api/session/:id/export', { query: 'format=markdown' }),
  session('POST /api/session/import', {
    ids: {},
    json: { sessions: [{ external_id: 'zanzibar-import', messages: [{ role: 'user', content: 'imported' }] }] },
  }),

  chat('POST /api/chat', { json: ask }),
  chat('POST /api/chat', { json: ask, ids: { 'body.session_id': 'session', 'body.parent_id': 'answer' } }),
  ...options('POST /api/chat', { json: ask }),
  chat('POST /api/chat', { json: { ...ask, streaming: true }, ids: { 'body.session_id': 'session' } }),
  chat('POST /api/chat/regenerate', { json: {}, ids: { 'body.message_id': 'answer' } }),
  ...options('POST /api/chat/regenerate', { json: {}, ids: { 'body.message_id': 'answer' } }),
  chat('POST /api/chat/context/preview', { json: ask, reads: true }),
  chat('POST /api/chat/context/preview', {
    json: ask,
    ids: { 'body.session_id': 'session', 'body.parent_id': 'answer' },
  }),
  ...options('POST /api/chat/context/preview', { json: ask }),
  chat('GET /api/chat/turns/:id', turn),
  chat('GET /api/chat/turns/:id/events', turn),
  chat('POST /api/chat/turns/:id/stop', turn),
  // Its turns wait for nothing: their owner is told so, others are not.
  chat('POST /api/chat/turns/:id/approve', { ...turn, json: {}, answers: [409] }),
  chat('POST /api/chat/turns/:id/deny', { ...turn, json: {}, answers: [409] }),
  chat('GET /api/chat/tool-policies'),
  chat('PUT /api/chat/tool-policies/:tool', { ...calculator, json: { policy: 'ask' } }),
  chat('PUT /api/chat/tool-policies/:tool', {
    ...calculator,
    json: { policy: 'ask' },
    ids: { 'body.agent': 'agent' },
  }),
  chat('DELETE /api/chat/tool-policies/:tool', calculator),
  chat('DELETE /api/chat/tool-policies/:tool', { ...calculator, ids: { 'query.agent': 'policyAgent' }, ends: true }),
  // MCP servers are the configuration's and this server has none; test/e2e/tools/mcp holds whose credential is whose.
  chat('GET /api/chat/mcp-servers'),
  chat('PUT /api/chat/mcp-servers/:name/credential', {
    at: { name: 'none' },
    json: { token: 'secret' },
    answers: [404],
  }),
  chat('DELETE /api/chat/mcp-servers/:name/credential', { at: { name: 'none' }, answers: [404] }),
  chat('GET /api/chat/messages/:id/context', answer),
  chat('POST /api/chat/messages/:id/feedback', { ...answer, json: { rating: 'up', comment: 'good' } }),
  chat('GET /api/chat/models'),
  chat('GET /api/chat/tools'),

  chat('POST /api/chat/agents', { json: () => ({ name: `agent ${Math.random()}` }) }),
  chat('POST /api/chat/agents', {
    json: () => ({ name: `agent ${Math.random()}` }),
    ids: { 'body.collection_ids[]': 'collection', 'body.tone': 'tone', 'body.handoffs[]': 'agent' },
  }),
  chat('GET /api/chat/agents'),
  chat('GET /api/chat/agents/export'),
  chat('POST /api/chat/agents/import', {
    json: () => ({ agents: [{ name: `agent ${Math.random()}` }] }),
    ids: {
      'body.agents[].collection_ids[]': 'collection',
      'body.agents[].handoffs[]': 'agent',
      'body.agents[].tone': 'tone',
    },
  }),
  chat('GET /api/chat/agents/:id', agent),
  chat('GET /api/chat/agents/:id', { ids: { 'path.id': 'agentName' } }),
  chat('GET /api/chat/agents/:id/budget', agent),
  chat('PATCH /api/chat/agents/:id', { ...agent, json: { instructions: 'Be brief.' } }),
  chat('PATCH /api/chat/agents/:id', { ids: { 'path.id': 'agentName' }, json: { instructions: 'Be brief.' } }),
  chat('PATCH /api/chat/agents/:id', {
    ids: {
      'path.id': 'agent',
      'body.collection_ids[]': 'collection',
      'body.tone': 'tone',
      'body.handoffs[]': 'otherAgent',
    },
    json: {},
  }),
  chat('DELETE /api/chat/agents/:id', { ...agent, ends: true }),

  chat('POST /api/chat/tones', { json: () => ({ name: `tone ${Math.random()}` }) }),
  chat('GET /api/chat/tones'),
  chat('GET /api/chat/tones/:id', tone),
  chat('GET /api/chat/tones/:id', { ids: { 'path.id': 'toneName' } }),
  chat('GET /api/chat/tones/:id/style', tone),
  chat('PATCH /api/chat/tones/:id', { ...tone, json: { rules: ['Be brief.'] } }),
  chat('DELETE /api/chat/tones/:id', { ...tone, ends: true }),

  { route: 'POST /api/files', scope: 'files', raw: file },
  { route: 'GET /api/files', scope: 'files' },
  { route: 'GET /api/files/:id', scope: 'files', ids: { 'path.id': 'file' } },
  { route: 'GET /api/files/:id/content', scope: 'files', ids: { 'path.id': 'file' } },
  { route: 'DELETE /api/files/:id', scope: 'files', ids: { 'path.id': 'file' }, ends: true },
];
