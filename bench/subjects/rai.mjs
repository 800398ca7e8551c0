/** Starts the built application as an operator would, on SQLite with a data folder of its own. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/free-port.mjs';
import { startChild } from '../harness/children.mjs';
import { modelName } from '../upstream/script.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = path.join(ROOT, 'dist/src/main.js');

/** @typedef {import('./envelopes.mjs').Subject & {api: Api, restart: () => Promise<void>, upstreamUrl: string}} Rai */
/** @typedef {(method: string, path: string, body?: unknown, options?: {type?: string}) => Promise<{status: number, body: any}>} Api */

/** @returns {boolean} whether there is a build to measure */
export const isBuilt = () => fs.existsSync(ENTRY);

async function answers(url) {
  try {
    return (await fetch(`${url}/health/live`)).ok;
  } catch {
    return false; // not listening yet
  }
}

function environment({ folder, upstreamUrl, port }) {
  return {
    NODE_ENV: 'production',
    RAI_API_HOST: '127.0.0.1',
    RAI_API_PORT: String(port),
    DATA_DIR: path.join(folder, 'rai'),
    JWT_SECRET_KEY: randomBytes(48).toString('base64url'),
    LLM_PROVIDER: 'openai',
    LLM_API_URL: upstreamUrl,
    LLM_MODEL: modelName({ tokens: 64, delay: 0, first: 0 }),
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
  };
}

/** A small client for seeding and checking; the load has its own. @returns {Api} */
function createApi(rai) {
  return async (method, route, body, { type = 'application/json' } = {}) => {
    const text = typeof body === 'string' ? body : body && JSON.stringify(body);
    const headers = { ...rai.headers, ...(text ? { 'content-type': type } : {}) };
    const answer = await fetch(`${rai.url}${route}`, { method, headers, body: text });
    const raw = await answer.text();
    return { status: answer.status, body: raw.startsWith('{') ? JSON.parse(raw) : raw };
  };
}

/**
 * @param {{cores: import('../harness/cores.mjs').Cores, upstreamUrl: string, folder: string, env?: Record<string, string>}} place
 * @returns {Promise<Rai>} without sessions: the seed adds them
 */
export async function startRai({ cores, upstreamUrl, folder, env: more = {} }) {
  const port = await freePort();
  const env = { ...environment({ folder, upstreamUrl, port }), ...more };
  fs.mkdirSync(env.DATA_DIR, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    startChild({ name: 'rai', args: [ENTRY], cwd: folder, env, cores: cores.server, isReady: () => answers(url) });
  let child = await start();
  const rai = { name: 'rai', pid: child.pid, url, upstreamUrl, envelope: 'turn', headers: {}, sessions: [] };
  rai.api = createApi(rai);
  rai.output = () => child.output;
  rai.stop = () => child.stop();
  rai.restart = async () => {
    await child.stop();
    child = await start();
    rai.pid = child.pid;
  };
  return rai;
}
