/** Reads what administrators say of MCP servers: the `mcpServers` object other clients use too, with our additions. Pure. */
import { z } from 'zod';

const MOST_SERVERS = 32;
/** What a user's own credential is put for. */
const USER_TOKEN = /\{user\.mcp\.([^{}]*)\.token\}/g;

const sideEffects = z.enum(['none', 'asks', 'dangerous']);
const texts = z.record(z.string().min(1), z.string());

const Server = z
  .strictObject({
    /** Others write it; it says nothing `command` or `url` do not say. */
    type: z.enum(['stdio', 'http', 'streamable-http']).optional(),
    command: z.string().min(1).optional(),
    args: z.array(z.string()).default([]),
    env: texts.default({}),
    cwd: z.string().optional(),
    url: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
    headers: texts.default({}),
    /** Only these of its tools; undefined: all. */
    tools: z.array(z.string()).optional(),
    side_effects: sideEffects.default('asks'),
    /** Of single tools, by the names the server gives them. */
    tool_side_effects: z.record(z.string(), sideEffects).default({}),
    timeout_ms: z.number().int().min(1000).max(300_000).default(30_000),
  })
  .refine(({ command, url }) => (command === undefined) !== (url === undefined), 'must have either a command or a url');

const name = z
  .string()
  .regex(/^[a-z](?:-?[a-z0-9]){0,23}$/, 'names are 1 to 24 lower-case letters, digits and single hyphens');

const Servers = z
  .record(name, Server)
  .refine((servers) => Object.keys(servers).length <= MOST_SERVERS, `there can be ${MOST_SERVERS} servers`);
const Document = z.strictObject({ mcpServers: Servers });

export interface McpServer extends z.output<typeof Server> {
  name: string;
  /** Whether each user has a connection of their own, because it carries their credential. */
  perUser: boolean;
}

/** Throws an Error whose message is one line and holds no value of the text. */
export function readMcpServers(text: string): McpServer[] {
  const document = parse(text);
  const isWrapped = typeof document === 'object' && document !== null && 'mcpServers' in document;
  const parsed = Document.safeParse(isWrapped ? document : { mcpServers: document });
  if (!parsed.success) throw new Error(problemOf(parsed.error));
  return Object.entries(parsed.data.mcpServers).map(([server, given]) => {
    const named = [...given.args, ...Object.values(given.env), ...Object.values(given.headers)].flatMap((value) =>
      [...value.matchAll(USER_TOKEN)].map(([, owner]) => owner),
    );
    const foreign = named.find((owner) => owner !== server);
    if (foreign !== undefined) throw new Error(`${server}: a credential of ${foreign} is not given to it`);
    return { ...given, name: server, perUser: named.length > 0 };
  });
}

/** The text with a user's credential where it is asked for. */
export function withUserToken(text: string, token: string): string {
  return text.replace(USER_TOKEN, () => token);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error('is not valid JSON', { cause: error });
  }
}

function problemOf({ issues: [first] }: z.ZodError): string {
  const where = first?.path.slice(1).join('.') || 'servers';
  // Of a name that is not allowed, the issue itself says only that it is not.
  const reason = first?.code === 'invalid_key' ? first.issues[0]?.message : first?.message;
  return `${where}: ${reason ?? 'not valid'}`;
}
