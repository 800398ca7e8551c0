/** Whose rows a query may touch. Every query that reads or writes a user's data takes one. */
export interface Owner {
  userId: string;
}

/** The authenticated caller of a request. */
export interface Principal extends Owner {
  username: string;
  role: 'admin' | 'user';
  /** How the caller proved who they are; an API key carries scopes, an access token may do everything its role may. */
  via: 'token' | 'api_key';
  /** Id of the refresh family (token) or of the key (api_key): what a revocation names. */
  credentialId: string;
  scopes: readonly string[];
}

/** Whether the caller may act for the whole server: an administrator, and where a key speaks for one, a key that may. */
export function mayAdminister({ role, via, scopes }: Principal): boolean {
  return role === 'admin' && (via === 'token' || scopes.includes('admin'));
}
