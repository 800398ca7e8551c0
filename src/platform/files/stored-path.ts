/** Where the bytes of an owner lie in a store: <owner>/<two letters of the hash>/<hash>. No part ever comes from a caller's name. */
import { isId } from '../../common/ids.js';

const SHA256 = /^[0-9a-f]{64}$/;

export function pathOf(owner: string, sha256: string): string {
  if (!SHA256.test(sha256)) throw new Error('not the hash of a stored file');
  return `${checkedOwner(owner)}/${sha256.slice(0, 2)}/${sha256}`;
}

export function checkedOwner(owner: string): string {
  if (!isId(owner)) throw new Error('not the id of an owner');
  return owner;
}

/** What lies at a path; undefined where it is none of these. */
export function ownerOfKey(path: string): { owner: string; sha256: string } | undefined {
  const [owner = '', , sha256 = '', ...more] = path.split('/');
  if (more.length || !isId(owner) || !SHA256.test(sha256)) return undefined;
  return { owner, sha256 };
}
