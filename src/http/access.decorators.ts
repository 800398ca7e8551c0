/** What a route demands of its caller. The guard in auth/ reads these marks; this file must know nothing of accounts. */
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const PUBLIC_ROUTE = 'rai:public';
export const ROUTE_SCOPE = 'rai:scope';
export const ADMIN_ROUTE = 'rai:admin';

/** What an API key may be allowed. */
export const SCOPES = ['chat', 'sessions', 'memory', 'documents', 'files', 'stats', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** No credentials needed; the documentation says so too. */
export const Public = () => applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiSecurity({}));
/** The scope an API key needs; access tokens have all their role allows. A route without it refuses API keys. */
export const NeedsScope = (scope: Scope) => SetMetadata(ROUTE_SCOPE, scope);
/** Administrators only. */
export const AdminOnly = () => SetMetadata(ADMIN_ROUTE, true);
