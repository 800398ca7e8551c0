/** The models a server lists, remembered for a minute and asked for once however many want to know. */
import type { Clock } from '../../../common/clock.js';
import { UpstreamError } from '../upstream-error.js';
import { type ListedModel, readModelList } from './listed-model.js';
import { unlessAborted } from './unless-aborted.js';

const FRESH_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** Servers that list no models still answer chats. */
const NO_LIST = new Set([404, 405, 501]);

export interface ModelSource {
  getJson(path: string, timeoutMs: number): Promise<unknown>;
}

export class ModelList {
  private models?: ListedModel[];
  private byId: ReadonlyMap<string, ListedModel> = new Map();
  private readAt = -Infinity;
  private flight?: Promise<ListedModel[]>;

  constructor(
    private readonly source: ModelSource,
    private readonly clock: Clock,
  ) {}

  /** What was listed last, however long ago. */
  get known(): ListedModel[] | undefined {
    return this.models;
  }

  /** As it was listed last. */
  find(id: string): ListedModel | undefined {
    return this.byId.get(id);
  }

  /** Throws `UpstreamError`, or the signal's reason; a caller that gives up does not spoil it for the others. */
  async get(signal?: AbortSignal): Promise<ListedModel[]> {
    if (this.models && this.clock.now() - this.readAt < FRESH_MS) return this.models;
    return unlessAborted(this.refresh(), signal);
  }

  /** Asks the server now, for at most `timeoutMs`. */
  refresh(timeoutMs = TIMEOUT_MS): Promise<ListedModel[]> {
    this.flight ??= this.read(timeoutMs).finally(() => (this.flight = undefined));
    return this.flight;
  }

  private async read(timeoutMs: number): Promise<ListedModel[]> {
    const models = await this.source.getJson('/models', timeoutMs).then(readModelList, noList);
    this.models = models;
    this.byId = new Map(models.map((model) => [model.id, model]));
    this.readAt = this.clock.now();
    return models;
  }
}

function noList(error: unknown): ListedModel[] {
  if (error instanceof UpstreamError && NO_LIST.has(error.upstreamStatus ?? 0)) return [];
  throw error;
}
