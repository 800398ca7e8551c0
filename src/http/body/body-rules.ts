/** Which content types and sizes a path takes where that is not the ordinary JSON body. */

export interface BodyRule {
  path: RegExp;
  methods: readonly string[];
  /** Content types the route reads itself, as a stream with limits of its own. */
  streams?: readonly string[];
  /** JSON limit in bytes. */
  jsonBytes?: number;
}

const MULTIPART = 'multipart/form-data';
const NDJSON = 'application/x-ndjson';

export const BODY_RULES: readonly BodyRule[] = [
  { path: /^\/api\/session\/import\/?$/i, methods: ['POST'], streams: [NDJSON], jsonBytes: 8 * 1024 * 1024 },
  { path: /^\/api\/rag\/documents\/bulk\/?$/i, methods: ['POST'], streams: [NDJSON] },
  { path: /^\/api\/rag\/documents\/?$/i, methods: ['POST'], streams: [MULTIPART] },
  { path: /^\/api\/files\/?$/i, methods: ['POST'], streams: [MULTIPART] },
];

/** Without credentials only the sign-in routes are open, and their bodies are small. */
export const ANONYMOUS_JSON_BYTES = 64 * 1024;
