/** A model that a request may name. */
import type { ModelInfo } from '../../platform/llm/chat-model.js';

export class ModelView {
  id: string;
  owned_by?: string;
  /** Answers where a request names none. */
  default: boolean;
}

export function toModelView(info: ModelInfo, standard: string | undefined): ModelView {
  return { id: info.id, ...(info.ownedBy && { owned_by: info.ownedBy }), default: info.id === standard };
}
