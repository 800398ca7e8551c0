import { type ProfileSettings, routeProblem, type RouteSettings, type UpstreamSettings } from './upstream-settings.js';
import type { Environment } from './variables.js';

/** The model servers and how long to wait for them. */
export class LlmConfig {
  readonly provider: Environment['LLM_PROVIDER'];
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Empty: the first model the server lists. */
  readonly model: string;
  /** Servers beside the one at `apiUrl`. */
  readonly upstreams: readonly UpstreamSettings[];
  readonly routes: RouteSettings;
  readonly profiles: ProfileSettings;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  readonly connectTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly engineCommand: string;

  constructor(env: Environment) {
    this.provider = env.LLM_PROVIDER;
    this.apiUrl = env.LLM_API_URL;
    this.apiKey = env.LLM_API_KEY;
    this.model = env.LLM_MODEL;
    this.upstreams = env.LLM_UPSTREAMS;
    this.routes = env.LLM_ROUTES;
    this.profiles = env.LLM_PROFILES;
    this.contextTokens = env.LLM_CONTEXT_TOKENS;
    this.connectTimeoutMs = env.LLM_CONNECT_TIMEOUT_MS;
    this.firstTokenTimeoutMs = env.LLM_FIRST_TOKEN_TIMEOUT_MS;
    this.idleTimeoutMs = env.LLM_IDLE_TIMEOUT_MS;
    this.totalTimeoutMs = env.LLM_TOTAL_TIMEOUT_MS;
    this.engineCommand = env.LLM_ENGINE_COMMAND;
  }

  /** Why aliases and servers do not fit together, or undefined. */
  static problem(env: Environment): string | undefined {
    return routeProblem(env.LLM_ROUTES, env.LLM_UPSTREAMS);
  }
}
