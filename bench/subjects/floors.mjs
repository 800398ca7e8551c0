/** Starts the scripted model and the floors. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { printedUrl, startChild } from '../harness/children.mjs';

const program = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));

async function startPrinting(name, script, cores, env) {
  const child = await startChild({ name, args: [program(script)], cores, env, isReady: printedUrl });
  return { name, pids: [child.pid], url: printedUrl(child), output: child.output, stop: child.stop };
}

/** The scripted model as a subject; its CPU is not what is measured, so its process has another name. */
export async function startUpstream(cores) {
  const { url, stop, pids } = await startPrinting('upstream', 'upstream/server.mjs', cores.upstream, {});
  return { name: 'direct', url, stop, modelPids: pids, envelope: 'completion', headers: {}, sessions: [] };
}

/**
 * @param {{cores: import('../harness/cores.mjs').Cores, upstreamUrl: string, folder: string}} place
 * @param {{chunks: number, sessions: number, messages: number}} sizes
 * @returns {Promise<Record<'bare'|'nest'|'sameWork', import('./envelopes.mjs').Subject>>}
 */
export async function startFloors({ cores, upstreamUrl, folder }, sizes) {
  const base = { UPSTREAM_URL: upstreamUrl, NODE_ENV: 'production' };
  const store = {
    STORE_PATH: path.join(folder, 'same-work.db'),
    CHUNKS: String(sizes.chunks),
    SESSIONS: String(sizes.sessions),
    MESSAGES: String(sizes.messages),
  };
  const [bare, nest, sameWork] = await Promise.all([
    startPrinting('bare', 'floors/bare.mjs', cores.server, base),
    startPrinting('nest', 'floors/nest.mjs', cores.server, base),
    startPrinting('same-work', 'floors/same-work.mjs', cores.server, { ...base, ...store }),
  ]);
  const key = /key (\S+)/.exec(sameWork.output)[1];
  const sessions = Array.from({ length: sizes.sessions }, (_, index) => `s${index}`);
  return {
    bare: { ...bare, envelope: 'completion', headers: {}, sessions: [] },
    nest: { ...nest, envelope: 'turn', headers: {}, sessions },
    sameWork: { ...sameWork, envelope: 'turn', headers: { authorization: `Bearer ${key}` }, sessions },
  };
}
