/**
 * Other systems, measured with the same load when they are named in PEERS (comma-separated) and installed.
 * A peer is a file `<name>.mjs` in this folder that exports `packageName` and
 * `start({cores, upstreamUrl, folder})`, which resolves with a subject (see subjects/envelopes.mjs).
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

function isInstalled(packageName) {
  try {
    require.resolve(`${packageName}/package.json`);
    return true;
  } catch {
    return false; // absent, which the report says
  }
}

async function startPeer(name, place) {
  const file = new URL(`./${name}.mjs`, import.meta.url);
  if (!/^[\w-]+$/.test(name) || !fs.existsSync(file))
    return { note: `peer ${name}: not measured, no bench/peers/${name}.mjs` };
  const { packageName, start } = await import(file.href);
  if (!isInstalled(packageName)) return { note: `peer ${name}: not measured, ${packageName} is not installed` };
  return { subject: { ...(await start(place)), name }, note: `peer ${name}: measured` };
}

/**
 * @param {string|undefined} names the value of PEERS
 * @param {{cores: import('../harness/cores.mjs').Cores, upstreamUrl: string, folder: string}} place
 * @returns {Promise<{subjects: import('../subjects/envelopes.mjs').Subject[], notes: string[]}>}
 */
export async function startPeers(names, place) {
  const wanted = (names ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (wanted.length === 0)
    return { subjects: [], notes: ['peers: none named (PEERS=name,name measures those installed)'] };
  const subjects = [];
  const notes = [];
  for (const name of wanted) {
    const { subject, note } = await startPeer(name, place);
    if (subject) subjects.push(subject);
    notes.push(note);
  }
  return { subjects, notes };
}
