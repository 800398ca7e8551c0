/** Where the model server is. */
export interface ServerAddress {
  /** Scheme, host and port. */
  origin: string;
  /** Put before `/chat/completions`; no slash at the end. */
  basePath: string;
  /** A query the base URL came with (some hosted services want an API version), with its `?`, or empty. */
  query: string;
}

/** Reads a base URL; `/v1` is added when it has no path, because that is what the person meant. */
export function parseServerAddress(baseUrl: string): ServerAddress {
  const url = new URL(baseUrl);
  const path = url.pathname.replace(/\/+$/, '');
  return { origin: url.origin, basePath: path === '' ? '/v1' : path, query: url.search };
}

/** Where a server lists its models: the cheapest thing that tells whether it is up. */
export function modelsUrl(baseUrl: string): string {
  const { origin, basePath, query } = parseServerAddress(baseUrl);
  return `${origin}${basePath}/models${query}`;
}
