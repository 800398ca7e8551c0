/** What administrators do: their ids belong to the server, not to an account. */
import type { RouteCall } from './route-table.js';

const admin = (route: string, more: Partial<RouteCall> = {}): RouteCall => ({
  route,
  scope: 'admin',
  admin: true,
  ...more,
});
const user = { ids: { 'path.id': 'user' } } as const;
const SPAN = 'from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z';

export const ADMIN_ROUTES: readonly RouteCall[] = [
  admin('GET /api/admin/users'),
  admin('GET /api/admin/users/:id', user),
  admin('PATCH /api/admin/users/:id', { ...user, json: { limits: { requests_per_minute: 1000 } } }),
  admin('DELETE /api/admin/users/:id', { ...user, ends: true }),
  admin('GET /api/admin/invites'),
  admin('POST /api/admin/invites', { json: {} }),
  admin('DELETE /api/admin/invites/:id', { ids: { 'path.id': 'invite' }, ends: true }),
  admin('GET /api/admin/config'),
  admin('PATCH /api/admin/config', { json: { RATE_LIMIT_PER_MINUTE: 700 } }),
  admin('GET /api/admin/config/history'),
  admin('POST /api/admin/config/rollback', { json: {}, ids: { 'body.change_id': 'change' } }),
  admin('GET /api/admin/audit'),
  admin('GET /api/admin/receipts'),
  admin('GET /api/admin/audit/verify'),
  admin('GET /api/admin/tool-sources'),
  admin('GET /api/admin/mcp-tools'),
  admin('POST /api/admin/mcp-tools/:name/accept', {
    at: { name: 'none' },
    json: { hash: '0'.repeat(64) },
    answers: [404],
  }),
  admin('POST /api/admin/backup', { answers: [201] }),
  admin('POST /api/rag/embeddings/rollback', { answers: [200, 409] }),
  // The scope of these keys is `stats`: what is for administrators is the query.
  { route: 'GET /api/stats/summary', scope: 'stats', admin: true, query: `${SPAN}&scope=all` },
  {
    route: 'GET /api/stats/timeseries',
    scope: 'stats',
    admin: true,
    query: 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z&bucket=day&metric=turns&scope=all&group_by=agent',
  },
];
