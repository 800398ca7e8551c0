/** What a conversation wants where its documents say nothing about a question. Pure. */
import { hasEvidence } from '../../rag/grounding/has-evidence.js';
import { DEFAULT_SYSTEM_PROMPT } from '../prompt/render-prompt.js';
import type { AcceptedTurn } from '../turn/running-turn.js';
import type { GatheredContext } from './context-gatherer.js';

/** Named among what is missing of a turn. */
const MISSING = 'evidence';

export const REFUSAL = 'I found nothing about this in your documents, so I do not answer it.';

const WARNING =
  'The documents of this conversation hold nothing about the question. Say so first; then answer from what you know, ' +
  'and make plain that no document supports it.';

/** The context, with a warning to the model and word to the client where there is no evidence and the policy minds. */
export function withEvidencePolicy(turn: AcceptedTurn, context: GatheredContext): GatheredContext {
  const { no_evidence: policy } = turn.session;
  if (policy !== 'warn' && policy !== 'refuse') return context;
  if (turn.options.documents === false || context.attachments.length) return context;
  if (hasEvidence(context.question.content, context.passages)) return context;
  const systemPrompt = `${context.systemPrompt ?? DEFAULT_SYSTEM_PROMPT}\n\n${WARNING}`;
  return { ...context, systemPrompt, missing: [...context.missing, MISSING] };
}

/** Whether the model is not to be asked at all. */
export function isRefused(turn: AcceptedTurn, { missing }: { missing: readonly string[] }): boolean {
  return turn.session.no_evidence === 'refuse' && missing.includes(MISSING);
}
