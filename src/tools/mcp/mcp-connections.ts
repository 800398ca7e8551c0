/** All connections to MCP servers: one for everybody, or one for each user where the server is told who asks. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { type McpServer, withUserToken } from '../../config/mcp-servers.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { TrustedFetch } from '../../platform/outbound/trusted-fetch.js';
import { McpConnection } from './mcp-connection.js';
import { McpCredentials } from './mcp-credentials.js';
import { McpPins } from './mcp-pins.js';

/** Each may be a process of its own. */
const MOST_OF_USERS = 100;
const IDLE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 60_000;

interface OfUser {
  connection: McpConnection;
  /** Of the credential it was opened with. */
  version: string;
}

@Injectable()
export class McpConnections implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(McpConnections.name);
  private readonly shared = new Map<string, McpConnection>();
  /** By user and server. */
  private readonly ofUsers = new Map<string, OfUser>();
  private readonly stop = new AbortController();
  private looking?: NodeJS.Timeout;

  constructor(
    private readonly config: ToolsConfig,
    private readonly trusted: TrustedFetch,
    private readonly clock: Clock,
    private readonly pins: McpPins,
    private readonly credentials: McpCredentials,
    events: EventBus,
  ) {
    for (const server of config.servers) {
      if (!server.perUser) this.shared.set(server.name, this.connect(server, server, true));
    }
    events.on('user.deleted', ({ userId }) => this.forget(userId));
  }

  get servers(): readonly McpServer[] {
    return this.config.servers;
  }

  /** Not waited for: a server that is slow to start holds nobody up. */
  onApplicationBootstrap(): void {
    for (const connection of this.shared.values()) void this.tryToOpen(connection);
    this.looking = setInterval(() => this.closeIdle(), LOOK_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.looking);
    this.stop.abort(new Error('the server ends'));
    const all = [...this.shared.values(), ...[...this.ofUsers.values()].map(({ connection }) => connection)];
    await Promise.all(all.map((connection) => connection.close()));
  }

  /** Of a server that has one for everybody. */
  sharedOf(server: string): McpConnection | undefined {
    return this.shared.get(server);
  }

  /** Undefined where the user has to store a credential first. Throws `overloaded`. */
  async of(server: McpServer, userId: string): Promise<McpConnection | undefined> {
    if (!server.perUser) return this.shared.get(server.name);
    const credential = await this.credentials.open({ userId }, server.name);
    const key = keyOf(userId, server.name);
    const known = this.ofUsers.get(key);
    if (known && known.version === credential?.version) return known.connection;
    if (known) this.drop(key, known);
    if (!credential) return undefined;
    this.makeRoom();
    const connection = this.connect(filled(server, credential.token), server, false);
    this.ofUsers.set(key, { connection, version: credential.version });
    return connection;
  }

  /** How many users are connected to a server. */
  usersOf(server: string): number {
    return [...this.ofUsers.keys()].filter((key) => key.endsWith(` ${server}`)).length;
  }

  private connect(filledServer: McpServer, { name, tools }: McpServer, isShared: boolean): McpConnection {
    const connection: McpConnection = new McpConnection(filledServer, {
      clock: this.clock,
      trusted: this.trusted,
      meet: (listed) => {
        const allowed = [...listed].filter(({ tool }) => tools?.includes(tool) ?? true);
        return this.pins.meet(name, allowed, isShared);
      },
      onLost: (problem, retryMs) => {
        this.logger.warn(`The MCP server ${name} is lost: ${problem}.`);
        if (isShared) void this.tryLater(connection, retryMs);
      },
    });
    return connection;
  }

  private async tryLater(connection: McpConnection, ms: number): Promise<void> {
    await this.clock.sleep(ms, this.stop.signal).catch(() => undefined);
    if (!this.stop.signal.aborted) await this.tryToOpen(connection);
  }

  private async tryToOpen(connection: McpConnection): Promise<void> {
    try {
      await connection.session();
    } catch (error) {
      // It was told when it was lost, and is tried again.
      if (!(error instanceof AppError)) this.logger.error({ err: error }, 'an MCP server could not be opened');
    }
  }

  private forget(userId: string): void {
    for (const [key, known] of this.ofUsers) if (key.startsWith(`${userId} `)) this.drop(key, known);
  }

  private closeIdle(): void {
    const before = this.clock.now() - IDLE_MS;
    for (const [key, known] of this.ofUsers) {
      if (!known.connection.busy && known.connection.lastUsed < before) this.drop(key, known);
    }
  }

  private makeRoom(): void {
    if (this.ofUsers.size < MOST_OF_USERS) return;
    const idle = [...this.ofUsers].filter(([, { connection }]) => !connection.busy);
    const [oldest] = idle.sort(([, a], [, b]) => a.connection.lastUsed - b.connection.lastUsed);
    if (!oldest) throw new AppError('overloaded', 'Too many users are connected to tool servers at the moment.');
    this.drop(...oldest);
  }

  private drop(key: string, { connection }: OfUser): void {
    this.ofUsers.delete(key);
    void connection.close();
  }
}

const keyOf = (userId: string, server: string): string => `${userId} ${server}`;

/** The server as one user reaches it. */
function filled(server: McpServer, token: string): McpServer {
  const fill = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, withUserToken(text, token)]));
  const args = server.args.map((arg) => withUserToken(arg, token));
  return { ...server, args, env: fill(server.env), headers: fill(server.headers) };
}
