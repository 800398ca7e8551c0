/** What a turn is answered with: gathered, and laid out as a prompt. */
import { Injectable } from '@nestjs/common';
import { ContextGatherer, type GatheredContext } from '../context/context-gatherer.js';
import { withEvidencePolicy } from '../context/no-evidence.js';
import { mayUseTools } from '../loop/offered-tools.js';
import { buildPrompt, type Prompt } from '../prompt/build-prompt.js';
import type { RunningTurn } from './running-turn.js';
import type { TurnDraft } from './turn-draft.js';

/** Of the context, what the prompt may fill where tools or steps will add to it. */
const PROMPT_SHARE_WITH_TOOLS = 0.6;

@Injectable()
export class TurnPreparation {
  constructor(private readonly gatherer: ContextGatherer) {}

  /** The draft has the prompt, and of the context what found room in it. */
  async prepare(turn: RunningTurn, draft: TurnDraft): Promise<{ prompt: Prompt; context: GatheredContext }> {
    const gathering = turn.trace?.child('gather');
    const gathered = this.gatherer.gather(turn.accepted, turn.signal, gathering);
    const context = withEvidencePolicy(
      turn.accepted,
      await (gathering ? gathered.finally(() => gathering.end()) : gathered),
    );
    const prompting = turn.trace?.child('prompt');
    const grows = mayUseTools(turn.accepted) || (turn.accepted.pattern ?? 'single') !== 'single';
    const share = grows ? PROMPT_SHARE_WITH_TOOLS : 1;
    const prompt = buildPrompt({ ...context, limit: Math.floor(context.limit * share) });
    prompting?.end({ 'rai.prompt_tokens': prompt.ledger.used });
    const inPrompt = new Set(prompt.passages.map(({ n }) => n));
    const citations = context.citations.filter(({ n }) => inPrompt.has(n));
    draft.prompt = prompt;
    draft.context = { ...context, citations, memories: prompt.memories };
    return { prompt, context: draft.context };
  }
}
