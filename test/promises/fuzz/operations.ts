/** Every operation of the description, with good requests for it from the matrix's table. */
import { randomBytes } from 'node:crypto';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { resolveSchema } from '../isolation/described-ids.js';
import type { MatrixWorld } from '../isolation/matrix-world.js';
import { requestOf } from '../isolation/route-request.js';
import { ROUTE_TABLE, type RouteCall } from '../isolation/route-table.js';
import type { Draft } from './vary.js';

export interface Operation {
  /** `POST /api/session/:id/fork`. */
  route: string;
  fields: string[];
  parameters: string[];
  rows: RouteCall[];
}

export function operationsOf(document: Json): Operation[] {
  return Object.entries(document.paths as Json).flatMap(([path, item]) =>
    Object.entries(item as Json).map(([method, operation]) => {
      const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
      const { parameters = [], requestBody } = operation as Json;
      const schemas = Object.values((requestBody?.content ?? {}) as Json).map(({ schema }: Json) => schema);
      const fields = schemas.flatMap((schema) => Object.keys(resolveSchema(schema, document).properties ?? {}));
      const inQuery = (parameters as Json[]).filter((parameter) => parameter.in === 'query').map(({ name }) => name);
      return { route, fields, parameters: inQuery, rows: ROUTE_TABLE.filter((row) => row.route === route) };
    }),
  );
}

/** Who asks, and what they ask for. What ends an account is asked by accounts made for it. */
export class Askers {
  private readonly brief = new Map<string, TestUser>();

  constructor(private readonly world: MatrixWorld) {}

  async draft({ fields, parameters }: Operation, row: RouteCall): Promise<Draft> {
    const caller = await this.caller(row);
    const possessions = row.admin ? this.world.others : this.world.owner;
    const ids: Record<string, string> = {};
    for (const [slot, kind] of Object.entries(row.ids ?? {})) ids[slot] = await possessions.id(kind);
    const { method, path, options } = requestOf(row, caller, ids);
    const [plain = '', query = ''] = path.split('?');
    const named = Object.entries(ids).flatMap(([slot, id]) =>
      slot.startsWith('path.') ? [encodeURIComponent(id)] : [],
    );
    const headers: Record<string, string> = { ...options.headers };
    if (row.scope !== 'public') headers.authorization = `Bearer ${caller.token}`;
    const draft: Draft = {
      method,
      path: plain,
      named,
      query: [...new URLSearchParams(query)],
      headers,
      fields,
      parameters,
    };
    if (options.body instanceof FormData) return { ...draft, ...multipart(headers) };
    if (typeof options.body === 'string') return { ...draft, bytes: Buffer.from(options.body) };
    return { ...draft, json: options.json as Record<string, unknown> | undefined };
  }

  /** The next one gets an account of its own. */
  forget(row: RouteCall): void {
    this.brief.delete(row.route);
  }

  private async caller(row: RouteCall): Promise<TestUser> {
    if (row.admin) return this.world.admin;
    if (!row.endsCaller) return this.world.owner.user;
    if (!this.brief.has(row.route)) this.brief.set(row.route, await registerUser(this.world.app));
    return this.brief.get(row.route)!;
  }
}

/** Bytes, so that they can be cut and bent like any other body. */
function multipart(headers: Record<string, string>): Pick<Draft, 'bytes' | 'headers'> {
  const boundary = `b${randomBytes(4).toString('hex')}`;
  const head = 'Content-Disposition: form-data; name="file"; filename="fuzz.txt"\r\nContent-Type: text/plain';
  const bytes = Buffer.from(`--${boundary}\r\n${head}\r\n\r\na file\r\n--${boundary}--\r\n`);
  return { bytes, headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
