/** What `/health/ready` asks of the platform. Only this floor sees both the edge and what stands beside it. */
import type { INestApplication } from '@nestjs/common';
import { HealthRegistry } from './http/health/health-registry.js';
import { Database } from './platform/database/database.js';
import { ChatModel } from './platform/llm/chat-model.js';
import { SearchIndex } from './platform/search/search-index.js';

/** Owns nothing: a search of theirs reads no rows but goes all the way through the workers. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

export function registerHealthChecks(app: INestApplication): void {
  const health = app.get(HealthRegistry);
  const database = app.get(Database);
  const search = app.get(SearchIndex, { strict: false });
  const model = app.get(ChatModel, { strict: false });
  health.register('database', async () => {
    await database.rows('SELECT 1 AS one');
    return { ok: true, detail: database.dialect };
  });
  health.register('search', async (signal) => {
    await search.search({ owner: NOBODY, corpus: 'documents', query: 'ready', limit: 1 }, signal);
    return { ok: true };
  });
  // Told, not required: a server without its model still signs in, searches and serves what was said.
  health.register('model', () => ({ ok: model.status().ready, detail: model.status().detail }), { required: false });
}
