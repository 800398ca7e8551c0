/** Takes what was forgotten out of a turn that waits: out of its context, its prompt, and what it would send next. Pure. */
import type { ChatMessage } from '../../platform/llm/chat-request.js';
import { type Forgotten, scrubLedger, tellsMemories } from '../context/scrub-ledger.js';
import type { RoundOutcome, RoundsState } from '../loop/loop-state.js';
import { forgetInPrompt } from '../prompt/forget-in-prompt.js';
import type { RecalledMemory } from '../turn-event.js';
import type { Checkpoint } from './checkpoint.js';

const FORGOTTEN = 'What was found here has been forgotten since, at least in part. Look again where it is needed.';

/** All that a waiting turn holds of memory. */
export function recalledIn({ draft: { context, prompt }, progress }: Checkpoint): RecalledMemory[] {
  const { instructions, facts, memories } = context;
  return [...instructions, ...facts, ...memories, ...prompt.memories, ...progress.memories];
}

export function forgetInCheckpoint(checkpoint: Checkpoint, forgotten: Forgotten): Checkpoint {
  const { draft, progress, loop } = checkpoint;
  const { context, prompt } = draft;
  const gone = recalledIn(checkpoint)
    .filter(forgotten.isGone)
    .map(({ content }) => content);
  const summary = forgotten.anything ? undefined : context.summary;
  const kept = <T extends RecalledMemory>(memories: readonly T[]) => memories.filter((one) => !forgotten.isGone(one));
  const system = (text: string) =>
    forgetInPrompt(text, gone, forgotten.anything ? context.summary?.content : undefined);
  return {
    ...checkpoint,
    progress: { ...progress, memories: kept(progress.memories) },
    loop: { ...loop, rounds: forgetInRounds(loop.rounds, system, forgotten.anything) },
    draft: {
      ...draft,
      context: {
        ...context,
        summary,
        instructions: kept(context.instructions),
        facts: kept(context.facts),
        memories: kept(context.memories),
      },
      prompt: {
        ...prompt,
        memories: kept(prompt.memories),
        ledger: scrubLedger(prompt.ledger, forgotten),
        grounding: {
          ...prompt.grounding,
          history: prompt.grounding.history.filter(({ content }) => !gone.includes(content)),
        },
      },
    },
  };
}

function forgetInRounds(rounds: RoundsState, system: (text: string) => string, anything: boolean): RoundsState {
  const sent = rounds.messages.flatMap(({ toolCalls = [] }) => toolCalls);
  const told = new Set(sent.filter(({ name }) => anything && tellsMemories(name)).map(({ id }) => id));
  const inMessage = (message: ChatMessage): ChatMessage => {
    if (message.role === 'system' && typeof message.content === 'string')
      return { ...message, content: system(message.content) };
    return told.has(message.toolCallId ?? '') ? { ...message, content: FORGOTTEN } : message;
  };
  const inOutcome = (outcome: RoundOutcome | null, i: number): RoundOutcome | null => {
    const { next } = outcome ?? {};
    if (outcome && next) {
      const history = next.history?.map(inMessage);
      return { ...outcome, next: { ...next, system: system(next.system), history } };
    }
    return outcome && told.has(rounds.calls[i]!.id) ? { ...outcome, content: FORGOTTEN } : outcome;
  };
  return { ...rounds, messages: rounds.messages.map(inMessage), outcomes: rounds.outcomes.map(inOutcome) };
}
