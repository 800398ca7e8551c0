/** Which content types and sizes a path takes where that is not the ordinary JSON body. */

export interface BodyRule {
  path: RegExp;
  methods: readonly string[];
  /** Content types the route reads itself, as a stream with limits of its own. */
  streams?: readonly string[];
  /** JSON limit in bytes. */
  jsonBytes?: number;
  /** The route takes NUL characters out of what it keeps: what somebody else exported may hold some. */
  takesNul?: true;
}

const MULTIPART = 'multipart/form-data';
const NDJSON = 'application/x-ndjson';
const IMPORT_JSON_BYTES = 8 * 1024 * 1024;

export const BODY_RULES: readonly BodyRule[] = [
  {
    path: /^\/api\/session\/import\/?$/i,
    methods: ['POST'],
    streams: [NDJSON],
    jsonBytes: IMPORT_JSON_BYTES,
    takesNul: true,
  },
  { path: /^\/api\/rag\/documents\/bulk\/?$/i, methods: ['POST'], streams: [NDJSON] },
  { path: /^\/api\/rag\/documents\/?$/i, methods: ['POST'], streams: [MULTIPART] },
  { path: /^\/api\/files\/?$/i, methods: ['POST'], streams: [MULTIPART] },
];

/** Without credentials only the sign-in routes are open, and their bodies are small. */
export const ANONYMOUS_JSON_BYTES = 64 * 1024;
