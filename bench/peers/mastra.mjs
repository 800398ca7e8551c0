/** Mastra with its memory on libSQL: an agent that reads the last ten messages and saves both new ones. */
import { printedUrl, startChild } from '../harness/children.mjs';
import { placeProgram } from './peers.mjs';

export const packageName = '@mastra/core';
export const storesConversations = true;

/** @param {import('./peers.mjs').PeerPlace} place */
export async function start({ cores, upstreamUrl, folder, sessions }) {
  const child = await startChild({
    name: 'mastra',
    args: [placeProgram(folder, 'mastra-server.mjs')],
    env: { NODE_ENV: 'production', UPSTREAM_URL: upstreamUrl, MASTRA_TELEMETRY_DISABLED: '1' },
    cores: cores.server,
    cwd: folder,
    isReady: printedUrl,
  });
  const threads = Array.from({ length: sessions }, (_, index) => `thread-${index}`);
  return { pids: [child.pid], url: printedUrl(child), envelope: 'turn', sessions: threads };
}
