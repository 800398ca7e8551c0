/** The models a server lists, remembered for a minute and asked for once however many want to know. */
import type { Clock } from '../../../common/clock.js';
import type { ModelInfo } from '../chat-model.js';
import { UpstreamError } from '../upstream-error.js';
import { unlessAborted } from './unless-aborted.js';

const FRESH_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** Servers that list no models still answer chats. */
const NO_LIST = new Set([404, 405, 501]);

export interface ModelSource {
  getJson(path: string, timeoutMs: number): Promise<unknown>;
}

export class ModelList {
  private models?: ModelInfo[];
  private readAt = -Infinity;
  private flight?: Promise<ModelInfo[]>;

  constructor(
    private readonly source: ModelSource,
    private readonly clock: Clock,
  ) {}

  /** What was listed last, however long ago. */
  get known(): ModelInfo[] | undefined {
    return this.models;
  }

  /** Throws `UpstreamError`, or the signal's reason; a caller that gives up does not spoil it for the others. */
  async get(signal?: AbortSignal): Promise<ModelInfo[]> {
    if (this.models && this.clock.now() - this.readAt < FRESH_MS) return this.models;
    return unlessAborted(this.refresh(), signal);
  }

  /** Asks the server now, for at most `timeoutMs`. */
  refresh(timeoutMs = TIMEOUT_MS): Promise<ModelInfo[]> {
    this.flight ??= this.read(timeoutMs).finally(() => (this.flight = undefined));
    return this.flight;
  }

  private async read(timeoutMs: number): Promise<ModelInfo[]> {
    const models = await this.source.getJson('/models', timeoutMs).then(toModels, noList);
    this.models = models;
    this.readAt = this.clock.now();
    return models;
  }
}

function noList(error: unknown): ModelInfo[] {
  if (error instanceof UpstreamError && NO_LIST.has(error.upstreamStatus ?? 0)) return [];
  throw error;
}

/** `{data: [{id, owned_by}]}`; a bare array and `{models: [{name}]}` exist too. */
function toModels(body: unknown): ModelInfo[] {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as { data?: unknown; models?: unknown };
  const rows: unknown = Array.isArray(body) ? body : (fields.data ?? fields.models);
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    const { id, name, owned_by: owner } = (row ?? {}) as { id?: unknown; name?: unknown; owned_by?: unknown };
    const named = typeof id === 'string' ? id : name;
    if (typeof named !== 'string' || named === '') return [];
    return [{ id: named, ownedBy: typeof owner === 'string' ? owner : undefined }];
  });
}
