/** Starts the built application as an operator would: on SQLite with a data folder of its own, or on what `env` names. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../harness/free-port.mjs';
import { startChild } from '../harness/children.mjs';
import { modelName } from '../upstream/script.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = path.join(ROOT, 'dist/server/main.js');

/**
 * One server is what goals measure; with replicas, that is the first of them.
 * @typedef {import('./envelopes.mjs').Subject & {api: Api, restart: () => Promise<void>, stop: () => Promise<unknown>,
 *   upstreamUrl: string, servers: {url: string, pid: number}[], readyMs: number}} Rai
 */
/** @typedef {(method: string, path: string, body?: unknown, options?: {type?: string}) => Promise<{status: number, body: any}>} Api */

/** @returns {boolean} whether there is a build to measure */
export const isBuilt = () => fs.existsSync(ENTRY);

async function answers(url) {
  try {
    return (await fetch(`${url}/health/ready`)).ok;
  } catch {
    return false; // not listening yet
  }
}

function environment({ folder, upstreamUrl }) {
  return {
    NODE_ENV: 'production',
    RAI_API_HOST: '127.0.0.1',
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

/** Starts one server after the other, so that the first alone migrates. */
async function startServers(ports, env, { cores, folder }) {
  const servers = [];
  for (const [index, port] of ports.entries()) {
    const url = `http://127.0.0.1:${port}`;
    const child = await startChild({
      name: `rai ${index + 1}`,
      args: [ENTRY],
      cwd: folder,
      env: { ...env, RAI_API_PORT: String(port) },
      cores: cores.replicas ? cores.replicas[index] : cores.server,
      pollMs: 5,
      isReady: () => answers(url),
    });
    servers.push({ url, child });
  }
  return servers;
}

/**
 * @param {{cores: import('../harness/cores.mjs').Cores, upstreamUrl: string, folder: string, env?: Record<string, string>,
 *   replicas?: number, storePids?: number[]}} place
 * @returns {Promise<Rai>} without sessions: the seed adds them
 */
export async function startRai({ cores, upstreamUrl, folder, env: more = {}, replicas = 1, storePids = [] }) {
  const ports = [];
  while (ports.length < replicas) ports.push(await freePort());
  const env = { ...environment({ folder, upstreamUrl }), ...more };
  fs.mkdirSync(env.DATA_DIR, { recursive: true });
  const rai = { name: 'rai', upstreamUrl, storePids, envelope: 'turn', headers: {}, sessions: [] };
  let servers = [];
  const start = async () => {
    servers = await startServers(ports, env, { cores, folder });
    rai.url = servers[0].url;
    rai.pids = [servers[0].child.pid];
    rai.readyMs = servers[0].child.readyMs;
    rai.servers = servers.map(({ url, child }) => ({ url, pid: child.pid }));
  };
  await start();
  rai.api = createApi(rai);
  rai.output = () => servers[0].child.output;
  rai.stop = () => Promise.all(servers.map(({ child }) => child.stop()));
  rai.restart = async () => {
    await rai.stop();
    await start();
  };
  return rai;
}
