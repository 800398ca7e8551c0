/** One open conversation with an MCP server. Knows the protocol's package, and no user. */
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpServer } from '../../config/mcp-servers.js';
import type { TrustedFetch } from '../../platform/outbound/trusted-fetch.js';
import { type McpDefinition, toDefinition } from './mcp-definition.js';
import type { McpCallResult } from './mcp-result.js';
import { MessageRate } from './message-rate.js';

export interface SessionDoors {
  trusted: TrustedFetch;
  /** The server says that its tools are others now. */
  onToolsChanged(): void;
  /** It is over, and why; told once, whoever ended it. */
  onClosed(problem: string): void;
}

const LARGEST_MESSAGE = 4 * 1024 * 1024;
const MOST_TOOLS = 256;
const MOST_PAGES = 50;
const LIST_MS = 20_000;

export class McpSession {
  private isOver = false;
  private problem = 'it ended';

  private constructor(
    private readonly client: Client,
    private readonly end: () => Promise<void>,
  ) {}

  /** Throws whatever the transport throws; `server` has no templates any more. */
  static async open(server: McpServer, doors: SessionDoors, signal: AbortSignal): Promise<McpSession> {
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
    const { ToolListChangedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    // What tools give is read as text: no schema of a server is compiled here.
    const jsonSchemaValidator = {
      getValidator: () => () => ({ valid: false, data: undefined, errorMessage: '' }) as const,
    };
    const client = new Client({ name: 'rai-chat', version: '1' }, { jsonSchemaValidator, capabilities: {} });
    const { transport, close, cut } = await transportOf(server, doors.trusted, () => void client.close());
    const session = new McpSession(client, async () => {
      await client.close();
      await close();
    });
    client.onclose = () => session.over(doors.onClosed, close);
    session.endFlood(transport, cut);
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => doors.onToolsChanged());
    try {
      await client.connect(transport, { signal, timeout: LIST_MS });
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  get version(): string {
    return this.client.getServerVersion()?.version.slice(0, 50) ?? '';
  }

  /** All pages, within bounds, by the names the server gives; what is no tool is left out. */
  async list(signal: AbortSignal): Promise<Map<string, McpDefinition>> {
    const { ResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const tools = new Map<string, McpDefinition>();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const request = { method: 'tools/list', params: cursor === undefined ? {} : { cursor } } as const;
      const answer = await withOwnSignal(signal, (own) =>
        this.client.request(request, ResultSchema, { signal: own, timeout: LIST_MS }),
      );
      for (const given of Array.isArray(answer.tools) ? answer.tools : []) {
        const definition = toDefinition(given);
        if (definition && tools.size < MOST_TOOLS) tools.set(definition.tool, definition);
      }
      // Some write null where there is none.
      if (typeof answer.nextCursor !== 'string' || answer.nextCursor === cursor) break;
      cursor = answer.nextCursor;
    }
    return tools;
  }

  /** Throws McpError and what the transport throws. */
  async call(tool: string, args: Record<string, unknown>, signal: AbortSignal, ms: number): Promise<McpCallResult> {
    const { ResultSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const params = { name: tool, arguments: args };
    const given = { signal, timeout: ms };
    return (await this.client.request({ method: 'tools/call', params }, ResultSchema, given)) as McpCallResult;
  }

  async close(): Promise<void> {
    await this.end();
  }

  /** What is sent is read on the event loop, whether or not anybody asked for it. */
  private endFlood(transport: Transport, cut: () => void): void {
    const rate = new MessageRate();
    const count = () => {
      if (this.isOver || !rate.isTooHigh(performance.now())) return;
      this.problem = 'it sends more than can be read';
      cut();
    };
    transport.onmessage = count;
    // A line that is no message costs as much.
    transport.onerror = count;
  }

  private over(tell: (problem: string) => void, close: () => Promise<void>): void {
    if (this.isOver) return;
    this.isOver = true;
    void close();
    tell(this.problem);
  }
}

interface Way {
  transport: Transport;
  close(): Promise<void>;
  /** Ends it without waiting for the other side, which may go on sending for as long as it is listened to. */
  cut(): void;
}

/** `onBroken` is told where a connection ended that the transport would go on waiting for. */
async function transportOf(server: McpServer, trusted: TrustedFetch, onBroken: () => void): Promise<Way> {
  const { url, headers, command = '', args, env, cwd } = server;
  if (url === undefined) {
    const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
    // It inherits PATH, HOME and the like, nothing else of our environment.
    const given = { command, args, env, cwd, stderr: 'ignore', maxBufferSize: LARGEST_MESSAGE } as const;
    const transport = new StdioClientTransport(given);
    return { transport, close: () => Promise.resolve(), cut: () => kill(transport.pid) };
  }
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
  const door = trusted.streaming(url, { maxBytes: LARGEST_MESSAGE, onBroken });
  const transport = new StreamableHTTPClientTransport(new URL(url), { fetch: door.fetch, requestInit: { headers } });
  return { transport, close: () => door.close(), cut: onBroken };
}

/** The protocol's package never stops listening to the signal of a request, and that of a connection lives for months. */
async function withOwnSignal<T>(parent: AbortSignal, ask: (own: AbortSignal) => Promise<T>): Promise<T> {
  const own = new AbortController();
  const abort = () => own.abort(parent.reason);
  if (parent.aborted) abort();
  parent.addEventListener('abort', abort, { once: true });
  try {
    return await ask(own.signal);
  } finally {
    parent.removeEventListener('abort', abort);
  }
}

function kill(pid: number | null): void {
  try {
    if (pid !== null) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
