/** How many tokens a prompt may have, by the model that is asked. Pure. */
import type { ModelProfile } from '../../platform/llm/model-info.js';
import { formatTokens } from '../structured/format-words.js';
import type { AcceptedTurn } from '../turn/running-turn.js';

/** Of the context, what the answer may take unless the request says otherwise. */
const ANSWER_SHARE = 0.25;
const LEAST_PROMPT = 256;
/** Of its limit, what a prompt may fill where tools or steps will add to it. */
export const PROMPT_SHARE_WITH_TOOLS = 0.6;

/** What the window of the model leaves beside the answer and what its shape is told with. */
export function promptLimit(
  { options }: Pick<AcceptedTurn, 'options'>,
  { contextTokens, jsonSchema }: ModelProfile,
): number {
  const answerTokens = options.maxTokens ?? Math.floor(contextTokens * ANSWER_SHARE);
  const shapeTokens = formatTokens(options.responseFormat, jsonSchema !== false);
  return Math.max(LEAST_PROMPT, contextTokens - answerTokens - shapeTokens);
}

/** The model that is asked; undefined: none is named. */
export const modelOf = ({ options, session }: Pick<AcceptedTurn, 'options' | 'session'>): string | undefined =>
  options.model ?? session.model ?? undefined;
