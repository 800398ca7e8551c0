/** What a server lists of its models, in the dialects there are. Pure. */
import type { ModelProfile } from '../model-info.js';

export interface ListedModel {
  id: string;
  ownedBy?: string;
  /** What the server says of it; the protocol itself knows no such fields. */
  learned: Partial<ModelProfile>;
}

/** `{data: [{id, owned_by}]}`; a bare array and `{models: [{name}]}` exist too. */
export function readModelList(body: unknown): ListedModel[] {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as { data?: unknown; models?: unknown };
  const rows: unknown = Array.isArray(body) ? body : (fields.data ?? fields.models);
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    const fields = toFields(row);
    const { id, name, owned_by: owner } = fields;
    const named = typeof id === 'string' ? id : name;
    if (typeof named !== 'string' || named === '') return [];
    return [{ id: named, ownedBy: typeof owner === 'string' ? owner : undefined, learned: learnedFrom(fields) }];
  });
}

type Fields = Record<string, unknown>;

const toFields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

/** vLLM says `max_model_len`, hosted routers `context_length` and lists of words, others `max_context_length` and flags. */
function learnedFrom(row: Fields): Partial<ModelProfile> {
  const capabilities = toFields(row.capabilities);
  const sizes = [
    row.max_model_len,
    row.context_length,
    row.max_context_length,
    row.context_window,
    toFields(row.meta).n_ctx,
  ];
  const contextTokens = sizes.find((size): size is number => typeof size === 'number' && size > 0);
  const parameters = words(row.supported_parameters);
  const modalities = words(toFields(row.architecture).input_modalities);
  const learned: Partial<ModelProfile> = {
    contextTokens,
    tools: flag(capabilities.function_calling) ?? parameters?.includes('tools'),
    vision: flag(capabilities.vision) ?? modalities?.includes('image'),
    jsonSchema: parameters?.includes('structured_outputs'),
  };
  return Object.fromEntries(Object.entries(learned).filter(([, value]) => value !== undefined));
}

const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const words = (value: unknown): unknown[] | undefined => (Array.isArray(value) ? value : undefined);
