/**
 * How each route is called, and which ids it takes: the matrix is this table times the live routes. A route or an id that
 * is not here fails the suite. An id is named by where it stands: `path.id`, `body.session_id`, `body.attachments[]`.
 */
import type { Scope } from '../../../src/http/access.decorators.js';
import type { CallOptions } from '../../support/call.js';
import type { TestUser } from '../../support/register-user.js';
import { ADMIN_ROUTES } from './admin-routes.js';
import { CHAT_ROUTES } from './chat-routes.js';
import { KNOWLEDGE_ROUTES } from './knowledge-routes.js';
import { OPEN_ROUTES } from './open-routes.js';
import type { Kind } from './possessions.js';

export interface RouteCall {
  /** `METHOD /path/:id`, as the router says it. A route stands in several rows where its ids do not go together. */
  route: string;
  /** What an API key needs. `none`: no key may; `any`: each may; `public`: nobody is asked. */
  scope: Scope | 'none' | 'any' | 'public';
  /** Administrators only. */
  admin?: true;
  /** What each id names. All are given at once, the matrix changes one at a time. */
  ids?: Record<string, Kind>;
  /** Parts of the path that name nothing of anybody. */
  at?: Record<string, string>;
  /** Sent as JSON; made for the caller where it must prove something. */
  json?: object | ((caller: TestUser) => object);
  /** Sent as it is: multipart, NDJSON. */
  raw?: () => Pick<CallOptions, 'body' | 'headers'>;
  query?: string;
  /** What its owner may get; 2xx unless given. */
  answers?: readonly number[];
  /** Ends what it names: called for its owner after all others, with things made for it. */
  ends?: true;
  /** Ends the caller's account or sign-in: called by an account made for it. */
  endsCaller?: true;
  /** Tells without changing, though it is no GET. */
  reads?: true;
  /** Differs from one moment to the next, whoever asks. */
  restless?: true;
}

export const ROUTE_TABLE: readonly RouteCall[] = [...OPEN_ROUTES, ...CHAT_ROUTES, ...KNOWLEDGE_ROUTES, ...ADMIN_ROUTES];

/** Fields that look like ids of somebody's things and are not, with the reason. */
export const NO_IDS: Readonly<Record<string, string>> = {
  'post /api/rag/documents external_id': 'the caller’s own name for it, unique within the account',
  'post /api/chat/turns/:id/approve call_id': 'the model’s own name for a call, looked up within the turn',
  'post /api/chat/turns/:id/approve ids': 'the same, of several calls',
  'post /api/chat/turns/:id/deny call_id': 'the same',
  'post /api/chat/turns/:id/deny ids': 'the same',
  'post /api/auth/register invite_code': 'a secret, not a name',
};
