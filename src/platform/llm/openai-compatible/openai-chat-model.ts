/** The adapter to servers that speak the OpenAI chat completions protocol, one or several. It must not know which ones are behind the URLs. */
import {
  DEFAULT_UPSTREAM,
  type ProfileSettings,
  type RouteSettings,
  type UpstreamSettings,
} from '../../../config/upstream-settings.js';
import { estimateTokens } from '../../../common/token-estimate.js';
import type { ChatEvent } from '../chat-event.js';
import { ChatModel, type ModelStatus } from '../chat-model.js';
import type { ChatRequest } from '../chat-request.js';
import { textIn } from '../message-text.js';
import type { ModelInfo, ModelProfile, UpstreamStatus } from '../model-info.js';
import { UpstreamError } from '../upstream-error.js';
import { Answer } from './answer.js';
import type { AnswerTarget } from './answer-context.js';
import { listModels } from './list-models.js';
import { Pace } from './pace.js';
import { hasImages } from './request-images.js';
import { type Route, RouteTable } from './route-table.js';
import { Upstream, type UpstreamDependencies } from './upstream.js';
import type { WatchdogLimits } from './watchdog.js';

/** Read anew for each answer, except the servers themselves. */
export interface OpenAiOptions extends WatchdogLimits {
  apiUrl: string;
  /** Empty: none. */
  apiKey: string;
  /** Model or alias; empty: the first one the server lists. */
  model: string;
  /** Further servers. */
  upstreams?: readonly UpstreamSettings[];
  routes?: RouteSettings;
  profiles?: ProfileSettings;
  /** Of models about which nothing else is known. */
  contextTokens?: number;
}

const CONTEXT_TOKENS = 8192;

export class OpenAiChatModel extends ChatModel {
  private readonly servers: readonly Upstream[];
  private readonly routes: RouteTable;

  constructor(
    private readonly options: OpenAiOptions,
    dependencies: UpstreamDependencies,
  ) {
    super();
    const { apiUrl: url, apiKey: key, upstreams = [] } = options;
    const all = [{ name: DEFAULT_UPSTREAM, url, key, models: [] }, ...upstreams];
    const pace = new Pace();
    this.servers = all.map((one) => new Upstream({ ...one, limits: options, pace }, dependencies));
    this.routes = new RouteTable(this.servers, options);
  }

  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent> {
    const routes = this.routes.inOrder(request.model);
    const able = routes.length > 1 ? routes.filter((route) => this.isAble(route, request)) : routes;
    return new Answer(
      (able.length ? able : routes).map((route) => this.target(route)),
      request,
      signal,
    ).events;
  }

  listModels(signal?: AbortSignal): Promise<ModelInfo[]> {
    const profile = (route: Route) => this.profileOf(route);
    return listModels(this.servers, this.routes, profile, signal);
  }

  status(model?: string): ModelStatus {
    const chain = this.routes.chain(model);
    const named = model ?? (this.options.model || chain[0]!.upstream.knownDefault);
    const ready = chain.some(({ upstream }) => upstream.reachable);
    return { provider: 'openai', model: named, ready, detail: this.detail() };
  }

  profile(model?: string): ModelProfile {
    return this.profileOf(this.routes.inOrder(model)[0]!);
  }

  upstreams(): UpstreamStatus[] {
    return this.servers.map((server) => server.status());
  }

  /** Whether a server that may answer for that name was there when it was last spoken to. */
  reaches(model?: string): boolean {
    return this.routes.chain(model).some(({ upstream }) => upstream.reachable !== false);
  }

  /** Some server is not there; worth probing again. */
  get isMissingSome(): boolean {
    return this.servers.some(({ reachable }) => !reachable);
  }

  /** Asks the servers not known to be there whether they are; throws `UpstreamError` where none at all is. */
  async probe(timeoutMs: number): Promise<void> {
    const asked = this.servers.filter(({ reachable }) => !reachable);
    const outcomes = await Promise.allSettled(asked.map((server) => server.probe(timeoutMs)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    const unexpected = failures.find((error) => !(error instanceof UpstreamError));
    if (unexpected !== undefined) throw unexpected;
    if (failures.length === this.servers.length) throw failures[0];
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
  }

  private target(route: Route): AnswerTarget {
    const { upstream, model } = route;
    const { jsonSchema, vision } = this.profileOf(route);
    const takes = { takesFormat: jsonSchema !== false, takesImages: vision !== false };
    return { context: upstream.context, model, ...takes, canTake: (request) => this.holds(route, request) };
  }

  /** Cheap enough for every request: what needs no look at the text. */
  private isAble(route: Route, request: ChatRequest): boolean {
    const profile = this.profileOf(route);
    if (request.tools?.length && profile.tools === false) return false;
    return profile.vision !== false || !hasImages(request);
  }

  /** A prompt made for a larger model would be refused by a smaller one. */
  private holds(route: Route, request: ChatRequest): boolean {
    return promptTokens(request) <= this.profileOf(route).contextTokens;
  }

  /** What the configuration says goes before what was learned; a size that was learned can only make the general one smaller. */
  private profileOf({ upstream, model = upstream.knownDefault }: Route): ModelProfile {
    const learned = model === undefined ? {} : upstream.learned(model);
    const said = this.said(`${model}@${upstream.name}`) ?? (model === undefined ? undefined : this.said(model));
    const general = this.options.contextTokens ?? CONTEXT_TOKENS;
    return {
      contextTokens: said?.context_tokens ?? Math.min(learned.contextTokens ?? Infinity, general),
      tools: said?.tools ?? learned.tools,
      vision: said?.vision ?? learned.vision,
      jsonSchema: said?.json_schema ?? learned.jsonSchema,
    };
  }

  private said(name: string): ProfileSettings[string] | undefined {
    const { profiles } = this.options;
    return profiles && Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  }

  private detail(): string {
    const [first, ...others] = this.servers;
    const { reachable, origin } = first!;
    const state = reachable ? 'answers' : reachable === undefined ? 'has not been asked yet' : 'cannot be reached';
    const away = others.filter(({ reachable: there }) => there === false).map(({ name }) => name);
    const about = away.length ? ` Others that cannot be reached: ${away.join(', ')}.` : '';
    return `The model server at ${origin} ${state}.${about}`;
  }
}

function promptTokens({ messages, tools = [] }: ChatRequest): number {
  const texts = messages.map(({ content }) => textIn(content));
  return [...texts, JSON.stringify(tools)].reduce((sum, text) => sum + estimateTokens(text), 0);
}
