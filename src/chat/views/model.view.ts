/** A model or alias that a request may name. Neither keys nor addresses of servers belong here. */
import { ApiProperty } from '@nestjs/swagger';
import type { Price } from '../../config/price-table.js';
import type { ModelInfo, UpstreamHealth } from '../../platform/llm/model-info.js';

export class ModelHealthView {
  /** `open`: its server failed often and is not asked for a few seconds; `unreachable`: it did not answer when last asked. */
  @ApiProperty({ enum: ['ok', 'open', 'unreachable'] })
  state: 'ok' | 'open' | 'unreachable';
  /** Of `open`: when it is asked again; ISO-8601. */
  until?: string;
}

/** Absent: not known. */
export class ModelCapabilitiesView {
  tools?: boolean;
  vision?: boolean;
  json_schema?: boolean;
}

/** Per million tokens, in the currency of the price table. */
export class ModelPriceView {
  prompt: number;
  completion: number;
}

export class ModelView {
  id: string;
  owned_by?: string;
  /** Answers where a request names none. */
  default: boolean;
  @ApiProperty({ enum: ['model', 'alias'] })
  kind: 'model' | 'alias';
  /** Of an alias: what it stands for, the first choice first; the next is asked where one fails before its first token. */
  alias_of?: string[];
  /** Name of the server; of an alias the one that would be asked now. */
  upstream?: string;
  health: ModelHealthView;
  /** Tokens of prompt and answer that a turn may have with it. */
  context_tokens: number;
  capabilities: ModelCapabilitiesView;
  /** Of an alias: of the model that would be asked now. Absent: none is set. */
  price?: ModelPriceView;
}

export function toModelView(info: ModelInfo, standard: string | undefined, price: Price | undefined): ModelView {
  const { contextTokens, tools, vision, jsonSchema } = info.profile;
  const capabilities = { tools, vision, json_schema: jsonSchema };
  return {
    id: info.id,
    ...(info.ownedBy && { owned_by: info.ownedBy }),
    default: info.id === standard,
    kind: info.aliasOf ? 'alias' : 'model',
    ...(info.aliasOf && { alias_of: info.aliasOf }),
    ...(info.upstream && { upstream: info.upstream }),
    health: toHealthView(info.health),
    context_tokens: contextTokens,
    capabilities: Object.fromEntries(Object.entries(capabilities).filter(([, value]) => value !== undefined)),
    ...(price && { price: { prompt: price.prompt, completion: price.completion } }),
  };
}

function toHealthView(health: UpstreamHealth): ModelHealthView {
  if (health.state !== 'open') return { state: health.state };
  return { state: health.state, until: new Date(health.until).toISOString() };
}
