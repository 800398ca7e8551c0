/** Memory, documents, statistics. */
import type { RouteCall } from './route-table.js';

const memory = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({ route, scope: 'memory', ...more });
const rag = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({ route, scope: 'documents', ...more });
/** Administrators only, and each has their own. */
const sources = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({
  route,
  scope: 'admin',
  admin: true,
  ...more,
});
const stats = (route: string, query?: string): RouteCall => ({ route, scope: 'stats', query });
const one = { ids: { 'path.id': 'memory' } } as const;
const document = { ids: { 'path.id': 'document' } } as const;
const collection = { ids: { 'path.id': 'collection' } } as const;
const source = { ids: { 'path.id': 'source' } } as const;
const job = { ids: { 'path.id': 'job' } } as const;
const search = { query: 'zanzibar harbour' };
const SPAN = 'from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z';
/** A minute each would be more buckets than a series may have. */
const DAYS = 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&bucket=day';
const ndjson = () => ({
  body: '{"text":"a line of the matrix"}\n',
  headers: { 'content-type': 'application/x-ndjson' },
});

export const KNOWLEDGE_ROUTES: readonly RouteCall[] = [
  memory('GET /api/memory'),
  memory('GET /api/memory', { query: 'q=zanzibar&include_superseded=true' }),
  memory('POST /api/memory', { json: { content: 'I keep seven bees.' } }),
  memory('DELETE /api/memory', { json: { confirm: true }, endsCaller: true }),
  memory('GET /api/memory/export', { restless: true }),
  memory('GET /api/memory/:id', one),
  memory('PATCH /api/memory/:id', { ...one, json: { pinned: true } }),
  memory('GET /api/memory/:id/history', one),
  memory('POST /api/memory/:id/undo', { ...one, answers: [200, 409] }),
  memory('DELETE /api/memory/:id', { ...one, ends: true }),
  memory('POST /api/memory/search', { json: search, reads: true }),
  memory('POST /api/memory/search', { json: search, ids: { 'body.session_id': 'session' } }),
  memory('GET /api/memory/status'),
  memory('GET /api/memory/context/:session_id', { ids: { 'path.session_id': 'session' } }),

  rag('POST /api/rag/documents', { json: { text: 'a document of the matrix' } }),
  rag('POST /api/rag/documents', { json: { text: 'another' }, ids: { 'body.collection_id': 'collection' } }),
  rag('POST /api/rag/documents', { json: { text: 'the same name', external_id: 'zanzibar-document' } }),
  rag('GET /api/rag/documents'),
  rag('GET /api/rag/documents', { query: 'q=zanzibar' }),
  rag('GET /api/rag/documents', { ids: { 'query.collection_id': 'collection' } }),
  rag('GET /api/rag/documents/:id', document),
  rag('PATCH /api/rag/documents/:id', { ...document, json: { metadata: { shelf: 3 } } }),
  rag('PATCH /api/rag/documents/:id', {
    ids: { 'path.id': 'document', 'body.collection_id': 'collection' },
    json: {},
  }),
  rag('DELETE /api/rag/documents/:id', { ...document, ends: true }),
  rag('GET /api/rag/documents/:id/chunks', document),
  rag('GET /api/rag/documents/:id/file', document),
  rag('GET /api/rag/documents/:id/text', document),
  rag('POST /api/rag/documents/:id/reindex', { ...document, query: 'wait=20' }),
  rag('POST /api/rag/documents/bulk', { raw: ndjson }),
  rag('POST /api/rag/search', { json: search, reads: true }),
  rag('POST /api/rag/search', { json: { ...search, explain: true }, ids: { 'body.collection_ids[]': 'collection' } }),
  rag('POST /api/rag/search', { json: search, ids: { 'body.document_ids[]': 'document' } }),
  rag('POST /api/rag/collections', { json: () => ({ name: `collection ${Math.random()}` }) }),
  rag('GET /api/rag/collections'),
  rag('GET /api/rag/collections/:id', collection),
  rag('PATCH /api/rag/collections/:id', { ...collection, json: { description: 'renamed' } }),
  rag('DELETE /api/rag/collections/:id', { ...collection, ends: true }),
  sources('POST /api/rag/sources', { json: { folder: 'watched' } }),
  sources('POST /api/rag/sources', { json: { folder: 'watched' }, ids: { 'body.collection_id': 'collection' } }),
  sources('GET /api/rag/sources'),
  sources('GET /api/rag/sources/:id', source),
  sources('PATCH /api/rag/sources/:id', { ...source, json: { paused: true } }),
  sources('POST /api/rag/sources/:id/refresh', source),
  sources('DELETE /api/rag/sources/:id', { ...source, ends: true }),
  rag('GET /api/rag/jobs/:id', job),
  rag('GET /api/rag/jobs/:id/events', job),
  rag('POST /api/rag/jobs/:id/cancel', { ...job, answers: [200, 409] }),
  rag('GET /api/rag/embeddings'),

  stats('GET /api/stats/summary', SPAN),
  stats('GET /api/stats/budget'),
  stats('GET /api/stats/calls'),
  ...['turns', 'tokens', 'documents', 'memories', 'calls', 'tools', 'logins'].map((metric) =>
    stats('GET /api/stats/timeseries', `${DAYS}&metric=${metric}`),
  ),
  stats('GET /api/stats/timeseries', `${DAYS}&metric=turns&group_by=model`),
  stats('GET /api/stats/style', DAYS),
  { ...stats('GET /api/stats/style', DAYS), ids: { 'query.tone': 'tone' } },
];
