/** What a turn is answered with: gathered, and laid out as a prompt. */
import { Injectable } from '@nestjs/common';
import { ContextGatherer, type GatheredContext } from '../context/context-gatherer.js';
import { withEvidencePolicy } from '../context/no-evidence.js';
import { PROMPT_SHARE_WITH_TOOLS } from '../context/prompt-limit.js';
import { mayUseTools } from '../loop/offered-tools.js';
import { buildPrompt, type Prompt } from '../prompt/build-prompt.js';
import type { AcceptedTurn, RunningTurn } from './running-turn.js';
import type { TurnDraft } from './turn-draft.js';

/** Whether tools or steps will add to what the turn was prepared with. */
export function mayGrow(accepted: AcceptedTurn): boolean {
  return mayUseTools(accepted) || (accepted.pattern ?? 'single') !== 'single';
}

/** The prompt of what was gathered, and the context with what the conversation wants where there is no evidence. Pure. */
export function layOut(
  accepted: AcceptedTurn,
  gathered: GatheredContext,
): { context: GatheredContext; prompt: Prompt } {
  const context = withEvidencePolicy(accepted, gathered);
  const share = mayGrow(accepted) ? PROMPT_SHARE_WITH_TOOLS : 1;
  return { context, prompt: buildPrompt({ ...context, limit: Math.floor(context.limit * share) }) };
}

@Injectable()
export class TurnPreparation {
  private readonly begun = new WeakMap<RunningTurn, Promise<GatheredContext>>();

  constructor(private readonly gatherer: ContextGatherer) {}

  /** Before anybody asks for it: what `prepare` will need is looked for already. */
  begin(turn: RunningTurn): void {
    const gathered = this.gather(turn);
    // Whoever prepares the turn hears of a fault; one that was not accepted after all has nobody to.
    gathered.catch(() => undefined);
    this.begun.set(turn, gathered);
  }

  /** The draft has the prompt, and of the context what found room in it. */
  async prepare(turn: RunningTurn, draft: TurnDraft): Promise<{ prompt: Prompt; context: GatheredContext }> {
    const found = await (this.begun.get(turn) ?? this.gather(turn));
    this.begun.delete(turn);
    const prompting = turn.trace?.child('prompt');
    const { context, prompt } = layOut(turn.accepted, found);
    prompting?.end({ 'rai.prompt_tokens': prompt.ledger.used });
    const inPrompt = new Set(prompt.passages.map(({ n }) => n));
    const citations = context.citations.filter(({ n }) => inPrompt.has(n));
    draft.prompt = prompt;
    const shown = { ...context, citations, memories: prompt.memories };
    draft.context = shown;
    return { prompt, context: shown };
  }

  private gather(turn: RunningTurn): Promise<GatheredContext> {
    const gathering = turn.trace?.child('gather');
    const gathered = this.gatherer.gather(turn.accepted, turn.signal, gathering);
    return gathering ? gathered.finally(() => gathering.end()) : gathered;
  }
}
