/** Accounts and what is open to everybody. */
import type { RouteCall } from './route-table.js';

const name = () => `made-by-the-matrix-${Math.random().toString(36).slice(2)}`;

export const OPEN_ROUTES: readonly RouteCall[] = [
  { route: 'GET /docs', scope: 'public' },
  { route: 'GET /docs/', scope: 'public' },
  { route: 'GET /docs/index.html', scope: 'public' },
  // A file the edge keeps to itself.
  { route: 'GET /docs/LICENSE', scope: 'public', answers: [404, 405] },
  { route: 'GET /docs/swagger-ui-init.js', scope: 'public' },
  { route: 'GET /docs/docs/swagger-ui-init.js', scope: 'public' },
  { route: 'GET /openapi.json', scope: 'public' },
  { route: 'GET /health/live', scope: 'public' },
  { route: 'GET /health/ready', scope: 'public' },
  { route: 'GET /metrics', scope: 'public' },
  {
    route: 'POST /api/auth/register',
    scope: 'public',
    json: () => ({ username: name(), password: 'a-long-enough-password' }),
  },
  { route: 'POST /api/auth/login', scope: 'public', json: ({ username, password }) => ({ username, password }) },
  {
    route: 'POST /api/auth/refresh',
    scope: 'public',
    endsCaller: true,
    json: ({ refreshToken }) => ({ refresh_token: refreshToken }),
  },
  { route: 'POST /api/auth/logout', scope: 'none', json: { all: true }, endsCaller: true },
  { route: 'GET /api/auth/me', scope: 'any' },
  { route: 'GET /api/auth/me/export', scope: 'none', restless: true },
  { route: 'GET /api/auth/me/retention', scope: 'none' },
  { route: 'PATCH /api/auth/me/retention', scope: 'none', json: { stats_days: 300 } },
  { route: 'GET /api/auth/me/receipts', scope: 'none' },
  {
    route: 'POST /api/auth/password',
    scope: 'none',
    json: ({ password }) => ({ current_password: password, new_password: `${password}-new` }),
    endsCaller: true,
  },
  { route: 'DELETE /api/auth/me', scope: 'none', json: ({ password }) => ({ password }), endsCaller: true },
  { route: 'GET /api/auth/keys', scope: 'none' },
  { route: 'POST /api/auth/keys', scope: 'none', json: { name: 'another' } },
  { route: 'PATCH /api/auth/keys/:id', scope: 'none', ids: { 'path.id': 'key' }, json: { name: 'renamed' } },
  { route: 'DELETE /api/auth/keys/:id', scope: 'none', ids: { 'path.id': 'key' }, ends: true },
];
