/** The way to one MCP server, for everybody or for one user: opened when needed, opened again when it was lost. */
import { AppError } from '../../common/app-error.js';
import { backoffMs } from '../../common/backoff.js';
import type { Clock } from '../../common/clock.js';
import type { McpServer } from '../../config/mcp-servers.js';
import type { TrustedFetch } from '../../platform/outbound/trusted-fetch.js';
import type { McpDefinition } from './mcp-definition.js';
import { connectProblem } from './mcp-fault.js';
import { McpSession } from './mcp-session.js';

const BACKOFF = { first: 1000, longest: 60_000 };
const OPEN_MS = 30_000;
/** One that was there for so long is opened again soon, however often it was lost before. */
const STEADY_MS = 60_000;
/** A server that says all the time that its tools are others is asked for them this often. */
const LIST_EVERY_MS = 1000;

export interface ConnectionDoors {
  clock: Clock;
  trusted: TrustedFetch;
  /** Called with what the server lists, before any of it can be used. */
  meet(tools: Iterable<McpDefinition>): Promise<void>;
  /** It was lost, or could not be opened; `retryMs` until it may be tried again. */
  onLost(problem: string, retryMs: number): void;
}

export class McpConnection {
  /** What the server lists; undefined: it was never listed. */
  tools?: ReadonlyMap<string, McpDefinition>;
  /** Of the server, as last heard. */
  version = '';
  /** Why there is no session; undefined: there is one, or none was tried. */
  problem?: string;
  restarts = 0;
  /** Milliseconds since the epoch. */
  lastUsed: number;
  /** Calls that run. */
  busy = 0;
  private live?: McpSession;
  private opening?: Promise<McpSession>;
  /** The server said so since it was last asked. */
  private toolsChanged = false;
  private isListing = false;
  private failures = 0;
  private openedAt?: number;
  private mayTryAt = 0;
  private readonly end = new AbortController();

  /** `server` has no templates any more. */
  constructor(
    private readonly server: McpServer,
    private readonly doors: ConnectionDoors,
  ) {
    this.lastUsed = doors.clock.now();
  }

  get isOpen(): boolean {
    return this.live !== undefined;
  }

  /** The open session, or a new one. Throws `tool_unavailable`; the signal's reason when aborted. */
  async session(signal?: AbortSignal): Promise<McpSession> {
    const now = this.doors.clock.now();
    this.lastUsed = now;
    if (this.live) return this.live;
    if (!this.opening && now < this.mayTryAt) throw this.unavailable();
    this.opening ??= this.open().finally(() => (this.opening = undefined));
    return unlessAborted(this.opening, signal);
  }

  /** What was lost without the transport noticing is opened anew. */
  async reopen(lost: McpSession, signal?: AbortSignal): Promise<McpSession> {
    if (this.live === lost) {
      this.live = undefined;
      await lost.close();
    }
    return this.session(signal);
  }

  async close(): Promise<void> {
    this.end.abort(new AppError('tool_unavailable', 'The connection to the tool server was closed.'));
    const { live } = this;
    this.live = undefined;
    await live?.close();
  }

  private async open(): Promise<McpSession> {
    const signal = AbortSignal.any([this.end.signal, AbortSignal.timeout(OPEN_MS)]);
    let session: McpSession | undefined;
    try {
      signal.throwIfAborted();
      session = await McpSession.open(
        this.server,
        this.sessionDoors(() => session),
        signal,
      );
      await this.list(session);
      signal.throwIfAborted();
    } catch (error) {
      await session?.close();
      this.lost(connectProblem(error));
      throw this.unavailable();
    }
    this.live = session;
    this.version = session.version;
    this.problem = undefined;
    this.openedAt = this.doors.clock.now();
    if (this.toolsChanged) void this.listAnew();
    return session;
  }

  private sessionDoors(current: () => McpSession | undefined) {
    return {
      trusted: this.doors.trusted,
      onToolsChanged: () => {
        this.toolsChanged = true;
        void this.listAnew();
      },
      onClosed: (problem: string) => {
        if (this.live === undefined || this.live !== current()) return;
        this.live = undefined;
        this.lost(problem);
      },
    };
  }

  private async list(session: McpSession): Promise<void> {
    this.toolsChanged = false;
    const tools = await session.list(this.end.signal);
    await this.doors.meet(tools.values());
    this.tools = tools;
  }

  /** One list at a time, so that an older one never takes the place of a newer; while it is opened, afterwards. */
  private async listAnew(): Promise<void> {
    if (this.isListing) return;
    this.isListing = true;
    while (this.toolsChanged && this.live) {
      await this.listOf(this.live);
      await this.doors.clock.sleep(LIST_EVERY_MS, this.end.signal).catch(() => undefined);
    }
    this.isListing = false;
  }

  /** One that cannot be listed is not used as if nothing had changed. */
  private async listOf(session: McpSession): Promise<void> {
    try {
      await this.list(session);
    } catch (error) {
      if (session !== this.live) return;
      this.live = undefined;
      this.lost(connectProblem(error));
      await session.close();
    }
  }

  private lost(problem: string): void {
    if (this.end.signal.aborted) return;
    if (this.openedAt !== undefined && this.doors.clock.now() - this.openedAt >= STEADY_MS) this.failures = 0;
    this.openedAt = undefined;
    const retryMs = backoffMs(++this.failures, BACKOFF);
    this.problem = problem;
    this.restarts++;
    this.mayTryAt = this.doors.clock.now() + retryMs;
    this.doors.onLost(problem, retryMs);
  }

  private unavailable(): AppError {
    const reason = this.problem ? `: ${this.problem}` : '';
    return new AppError('tool_unavailable', `The tool server ${this.server.name} is not available${reason}.`);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
