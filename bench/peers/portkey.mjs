/** Portkey's gateway: relays an OpenAI-compatible call to the scripted model; knows no conversations. */
import path from 'node:path';
import { startChild } from '../harness/children.mjs';
import { freePort } from '../harness/free-port.mjs';

export const packageName = '@portkey-ai/gateway';
export const storesConversations = false;

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false; // not listening yet
  }
}

/** @param {import('./peers.mjs').PeerPlace} place */
export async function start({ cores, upstreamUrl, folder, modules }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'portkey',
    args: [path.join(modules, packageName, 'build/start-server.js'), `--port=${port}`, '--headless'],
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
    cores: cores.server,
    cwd: folder,
    isReady: () => answers(url),
  });
  const headers = {
    authorization: 'Bearer none',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
  };
  return { pids: [child.pid], url, envelope: 'completion', headers, sessions: [] };
}
