/** A good request -> one that is good, nearly good, or made to hurt. Pure: the same chance gives the same request. */
import { BODIES, CURSORS, HEADERS, MEMBERS, NUMBERS, QUERY_NAMES, QUERY_VALUES, STRINGS } from './corpus.js';
import type { Random } from './random.js';
import type { WireRequest } from './wire.js';

/** A request before it is bytes. */
export interface Draft {
  method: string;
  /** Without the query. */
  path: string;
  /** What the path names, as it stands in it. */
  named: readonly string[];
  query: [name: string, value: string][];
  headers: Record<string, string>;
  /** Undefined: none, or `bytes`. */
  json?: Record<string, unknown>;
  bytes?: Buffer;
  /** Members the description names: what to put where there is nothing. */
  fields: readonly string[];
  parameters: readonly string[];
}

type Variation = (draft: Draft, random: Random) => void;

export function vary(draft: Draft, random: Random): WireRequest {
  const changed = structuredClone({ ...draft, bytes: undefined }) as Draft;
  changed.bytes = draft.bytes;
  if (random.chance(0.85)) {
    for (let times = 1 + random.upTo(2); times > 0; times -= 1) random.pick(VARIATIONS)(changed, random);
  }
  return toWire(changed);
}

/** Anything a member of a body may be given. */
function anything(random: Random): unknown {
  const roll = random.next();
  if (roll < 0.5) return random.pick(STRINGS);
  return roll < 0.75 ? random.pick(NUMBERS) : random.pick(MEMBERS);
}

const changeMember: Variation = (draft, random) => {
  const names = [...Object.keys(draft.json ?? {}), ...draft.fields];
  if (!names.length) return addMember(draft, random);
  const name = random.pick(names);
  const before = draft.json?.[name];
  const inside = Array.isArray(before) && random.chance(0.5);
  draft.json = { ...draft.json, [name]: inside ? [anything(random), ...(before as unknown[])] : anything(random) };
};

const changeTwo: Variation = (draft, random) => {
  changeMember(draft, random);
  changeMember(draft, random);
};

const dropMember: Variation = (draft, random) => {
  const names = Object.keys(draft.json ?? {});
  if (names.length) delete draft.json![random.pick(names)];
};

const addMember: Variation = (draft, random) => {
  draft.json = { ...draft.json, [random.pick(STRINGS).slice(0, 100)]: anything(random) };
};

/** As text: an object literal would not keep `__proto__` as a member. */
const poison: Variation = (draft, random) => {
  const inner = JSON.stringify(draft.json ?? {}).slice(1);
  const member = random.pick(['"__proto__":{"polluted":1}', '"constructor":{"prototype":{"polluted":1}}']);
  setBytes(draft, Buffer.from(`{${member}${inner === '}' ? '' : ','}${inner}`));
};

const otherBody: Variation = (draft, random) => {
  setBytes(draft, Buffer.from(random.pick(BODIES), random.chance(0.7) ? 'latin1' : 'utf8'));
};

const cutBody: Variation = (draft, random) => {
  const whole = draft.bytes ?? Buffer.from(JSON.stringify(draft.json ?? {}));
  const cut = Buffer.from(whole.subarray(0, random.upTo(whole.length)));
  if (cut.length && random.chance(0.5)) cut[random.upTo(cut.length - 1)] = random.upTo(255);
  setBytes(draft, cut);
};

const changePath: Variation = (draft, random) => {
  if (!draft.named.length) return;
  const raw = ['%00', '%ff', '%', '%2e%2e%2f', '%2f', '..', '%E0%A4%A', ';x=1', '%20'];
  const other = random.chance(0.3)
    ? random.pick(raw)
    : encodeURIComponent(wellFormed(random.pick(STRINGS)).slice(0, 2000));
  draft.path = draft.path.replace(random.pick(draft.named), other || '%20');
};

const changeQuery: Variation = (draft, random) => {
  const name = random.pick(draft.parameters.length && random.chance(0.8) ? draft.parameters : QUERY_NAMES);
  const values = name === 'cursor' ? CURSORS : random.chance(0.5) ? QUERY_VALUES : STRINGS;
  const value = random.pick(values).slice(0, 3000);
  if (random.chance(0.8)) draft.query = draft.query.filter(([other]) => other !== name);
  draft.query.push([name, value]);
};

const changeHeader: Variation = (draft, random) => {
  const [name, value] = random.pick(HEADERS);
  draft.headers = { ...draft.headers, [name]: value };
};

const otherMethod: Variation = (draft, random) => {
  // Not the methods that change things: the route of another operation would be called with this one's ids.
  draft.method = random.pick(['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', draft.method]);
};

const VARIATIONS: readonly Variation[] = [
  ...[changeMember, changeMember, changeMember, changeTwo, dropMember, addMember, poison, otherBody, cutBody],
  ...[changePath, changePath, changeQuery, changeQuery, changeHeader, otherMethod],
];

function setBytes(draft: Draft, bytes: Buffer): void {
  draft.bytes = bytes;
  draft.json = undefined;
  draft.headers = { 'content-type': 'application/json', ...draft.headers };
}

/** A lone surrogate cannot be percent-encoded. */
const wellFormed = (text: string) => text.replace(/[\ud800-\udfff]/g, '?');

/** A draft as it goes out. */
export function toWire({ method, path, query, headers, json, bytes }: Draft): WireRequest {
  const asked = query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(wellFormed(value))}`)
    .join('&');
  const body = bytes ?? (json === undefined ? undefined : Buffer.from(JSON.stringify(json)));
  const typed = json === undefined ? headers : { 'content-type': 'application/json', ...headers };
  const length: Record<string, string> = body ? { 'content-length': `${body.length}` } : {};
  return { method, path: asked ? `${path}?${asked}` : path, headers: { ...typed, ...length }, body };
}
