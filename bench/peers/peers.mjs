/**
 * Other systems, measured with the same load and the same scripted model when they are named in PEERS (comma-separated)
 * and installed: here, or in the folder that PEERS_FOLDER names. A peer is a file `<name>.mjs` in this folder that exports
 * `packageName`, `storesConversations` and `start({cores, upstreamUrl, folder, modules, sessions})`, which resolves with a
 * subject (see subjects/envelopes.mjs).
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * @typedef {object} PeerPlace
 * @property {import('../harness/cores.mjs').Cores} cores
 * @property {string} upstreamUrl
 * @property {string} folder temporary, of this peer; bare imports of programs in it find what is installed
 * @property {string} modules the node_modules it is installed in
 * @property {number} sessions how many conversations the load will use
 */

/** @returns {string|undefined} the node_modules a package is installed in */
export const installedIn = (packageName) => {
  const { PEERS_FOLDER } = process.env;
  const folders = [...(PEERS_FOLDER ? [path.resolve(PEERS_FOLDER, 'node_modules')] : []), HERE];
  return folders.find((modules) => fs.existsSync(path.join(modules, packageName, 'package.json')));
};

const versionOf = (modules, packageName) =>
  JSON.parse(fs.readFileSync(path.join(modules, packageName, 'package.json'), 'utf8')).version;

/** A folder whose programs can import what is installed elsewhere. */
function folderFor(name, { folder }, modules) {
  const own = path.join(folder, `peer-${name}`);
  fs.mkdirSync(own);
  fs.symlinkSync(modules, path.join(own, 'node_modules'));
  return own;
}

/** Copies a program of `peers/programs` to where its imports are found. @returns {string} its path */
export function placeProgram(folder, name) {
  const target = path.join(folder, name);
  fs.copyFileSync(new URL(`./programs/${name}`, import.meta.url), target);
  return target;
}

async function startPeer(name, place) {
  const file = new URL(`./${name}.mjs`, import.meta.url);
  if (!/^[\w-]+$/.test(name) || !fs.existsSync(file))
    return { note: `peer ${name}: not measured, no bench/peers/${name}.mjs` };
  const { packageName, storesConversations, start } = await import(file.href);
  const modules = installedIn(packageName);
  if (!modules) return { note: `peer ${name}: not measured, ${packageName} is not installed (PEERS_FOLDER)` };
  const subject = await start({ ...place, modules, folder: folderFor(name, place, modules) });
  const what = storesConversations ? 'stores conversations' : 'stores nothing';
  const note = `peer ${name}: ${packageName} ${versionOf(modules, packageName)}, ${what}`;
  return { subject: { headers: {}, ...subject, name, storesConversations }, note };
}

/**
 * @param {string|undefined} names the value of PEERS
 * @param {Omit<PeerPlace, 'modules'>} place
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
