import type { Environment } from './variables.js';

/** The model server and how long to wait for it. */
export class LlmConfig {
  readonly provider: Environment['LLM_PROVIDER'];
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Empty: the first model the server lists. */
  readonly model: string;
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
    this.contextTokens = env.LLM_CONTEXT_TOKENS;
    this.connectTimeoutMs = env.LLM_CONNECT_TIMEOUT_MS;
    this.firstTokenTimeoutMs = env.LLM_FIRST_TOKEN_TIMEOUT_MS;
    this.idleTimeoutMs = env.LLM_IDLE_TIMEOUT_MS;
    this.totalTimeoutMs = env.LLM_TOTAL_TIMEOUT_MS;
    this.engineCommand = env.LLM_ENGINE_COMMAND;
  }
}
