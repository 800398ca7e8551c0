/** What `/health/ready` asks of the platform. Only this floor sees both the edge and what stands beside it. */
import type { INestApplication } from '@nestjs/common';
import { AppError } from './common/app-error.js';
import { type CheckResult, HealthRegistry } from './http/health/health-registry.js';
import { FilesConfig } from './config/files.config.js';
import { FileStore } from './platform/files/file-store.js';
import { Database } from './platform/database/database.js';
import { ChatModel } from './platform/llm/chat-model.js';
import type { UpstreamHealth } from './platform/llm/model-info.js';
import { RedisLink } from './platform/redis/redis-link.js';
import { SearchIndex } from './platform/search/search-index.js';

/** Owns nothing: a search of theirs reads no rows but goes all the way through the workers. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** The hash of no file we know. */
const NOTHING = '0'.repeat(64);
const WITHOUT_REDIS =
  'cannot be reached: each server counts limits by itself, and turns of others are followed from the database';

const WITHOUT_LOG_THREAD =
  'the write-ahead log could not be synced by its thread: SQLite does it within its commits until a restart; look at the disk';

export function registerHealthChecks(app: INestApplication): void {
  const health = app.get(HealthRegistry);
  const database = app.get(Database);
  const search = app.get(SearchIndex, { strict: false });
  const model = app.get(ChatModel, { strict: false });
  health.register('database', async () => {
    await database.rows('SELECT 1 AS one');
    return { ok: true, detail: database.dialect };
  });
  // Told, not required: what is acknowledged is as safe, and everybody waits a little longer for it.
  if (database.isLogThreadUp !== undefined) health.register('log', () => logCheck(database), { required: false });
  health.register('search', async (signal) => {
    await search.search({ owner: NOBODY, corpus: 'documents', query: 'ready', limit: 1 }, signal);
    return { ok: true };
  });
  // Told, not required: everything but files goes on without it.
  if (app.get(FilesConfig).s3) {
    const files = app.get(FileStore, { strict: false });
    health.register('files', () => filesCheck(files), { required: false });
  }
  const redis = app.get<RedisLink | null>(RedisLink);
  // Told, not required: turns, limits and jobs go on without it, each server by itself.
  if (redis) health.register('redis', () => redisCheck(redis), { required: false });
  // Told, not required: a server without its model still signs in, searches and serves what was said.
  health.register('model', () => ({ ok: model.status().ready, detail: model.status().detail }), { required: false });
  const servers = model.upstreams();
  if (servers.length < 2) return;
  for (const { name } of servers) {
    const now = () => toCheck(model.upstreams().find((server) => server.name === name)?.health);
    health.register(`model:${name}`, now, { required: false });
  }
}

function toCheck(health: UpstreamHealth | undefined): CheckResult {
  if (health?.state !== 'open') return { ok: health?.state === 'ok', detail: health?.state };
  return { ok: false, detail: `failed often; asked again at ${new Date(health.until).toISOString()}` };
}

async function filesCheck(files: FileStore): Promise<CheckResult> {
  try {
    return { ok: !(await files.exists(NOBODY, NOTHING)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, detail: error.message };
  }
}

function logCheck({ isLogThreadUp }: Database): CheckResult {
  return isLogThreadUp ? { ok: true } : { ok: false, detail: WITHOUT_LOG_THREAD };
}

async function redisCheck(redis: RedisLink): Promise<CheckResult> {
  if (!redis.isReady) return { ok: false, detail: WITHOUT_REDIS };
  await redis.commands.ping();
  return { ok: true };
}
