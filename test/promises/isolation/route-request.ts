/** A row of the table and the ids for it -> a request; and an answer -> what two callers may compare. */
import type { Answer, CallOptions } from '../../support/call.js';
import type { TestUser } from '../../support/register-user.js';
import type { RunningApp } from '../../support/start-app.js';
import type { RouteCall } from './route-table.js';

/** By where it stands, as the table names it. */
export type Ids = Record<string, string>;

export interface RouteRequest {
  method: string;
  path: string;
  options: CallOptions;
}

export function requestOf(row: RouteCall, caller: TestUser, ids: Ids): RouteRequest {
  const [method = '', pattern = ''] = row.route.split(' ');
  const query = new URLSearchParams(row.query);
  let path = pattern;
  for (const [name, value] of Object.entries(row.at ?? {})) path = path.replace(`:${name}`, value);
  const json = structuredClone(typeof row.json === 'function' ? row.json(caller) : row.json) as object | undefined;
  for (const [slot, id] of Object.entries(ids)) {
    const [place, ...rest] = slot.split('.');
    if (place === 'path') path = path.replace(`:${rest[0]}`, encodeURIComponent(id));
    else if (place === 'query') query.set(rest.join('.'), id);
    else put(json as Record<string, unknown>, rest, id);
  }
  const asked = query.toString();
  return { method, path: asked ? `${path}?${asked}` : path, options: row.raw ? { ...row.raw() } : { json } };
}

/** Sets `a.b[].c[]`; a list is of one. */
function put(target: Record<string, unknown>, [head = '', ...rest]: string[], id: string): void {
  const name = head.replace('[]', '');
  if (!rest.length) {
    target[name] = head.endsWith('[]') ? [id] : id;
    return;
  }
  const next = (head.endsWith('[]') ? (target[name] as unknown[])[0] : target[name]) as Record<string, unknown>;
  put(next, rest, id);
}

export function ask(app: RunningApp, request: RouteRequest, given: CallOptions): Promise<Answer> {
  const headers = { ...request.options.headers, ...given.headers };
  return app.call(request.method, request.path, { ...request.options, ...given, headers });
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** Names that a row of the table makes anew for each request, and counters of changes. */
const MADE = /\b(agent|tone|collection) 0\.\d+|"version":\d+/g;
const TIME = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g;

/** All ids in a text. */
export const idsIn = (text: string): string[] => text.match(UUID) ?? [];

/** Status, type and body without what differs from one request to the next: ids, times, and the name that was asked for. */
export function comparable({ status, headers, body }: Answer, asked: string): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const plain = text.replaceAll(asked, '<asked>').replace(UUID, '<id>').replace(TIME, '<time>').replace(MADE, '<made>');
  return `${status} ${headers.get('content-type')} ${plain}`;
}

/** `METHOD /path`, and its ids where it has any: names a row in a failure. */
export const nameOf = (row: RouteCall): string =>
  [row.route, row.query, ...Object.entries(row.ids ?? {}).map((id) => id.join('='))].filter(Boolean).join(' ');
