import type { Environment } from './variables.js';

/** What the web is searched with. */
export class WebConfig {
  readonly tavilyApiUrl: string;
  /** Empty: not Tavily. */
  readonly tavilyApiKey: string;
  /** Empty: not SearXNG. */
  readonly searxngUrl: string;

  constructor(env: Pick<Environment, 'TAVILY_API_URL' | 'TAVILY_API_KEY' | 'SEARXNG_URL'>) {
    this.tavilyApiUrl = env.TAVILY_API_URL;
    this.tavilyApiKey = env.TAVILY_API_KEY;
    this.searxngUrl = env.SEARXNG_URL;
  }
}
