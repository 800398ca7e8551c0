/** A turn that waits, as it is kept: written and read back as JSON. Pure. */
import type { GatheredContext } from '../context/context-gatherer.js';
import type { LoopState } from '../loop/loop-state.js';
import type { Prompt } from '../prompt/build-prompt.js';
import type { AcceptedTurn, TurnProgress } from '../turn/running-turn.js';
import type { TurnDraft } from '../turn/turn-draft.js';

export interface Checkpoint {
  accepted: AcceptedTurn;
  progress: TurnProgress;
  draft: TurnDraft & { prompt: Prompt; context: GatheredContext };
  loop: LoopState;
}

type KeptContext = Omit<GatheredContext, 'outdated'> & { outdated: string[] };

/** What is written; times as milliseconds that have passed, since monotonic ones mean nothing in another process. */
interface Kept extends Omit<Checkpoint, 'draft'> {
  version: 1;
  context: KeptContext;
  prompt: Prompt;
  spent?: TurnDraft['spent'];
  elapsedMs: number;
  firstTextMs?: number;
}

export function writeCheckpoint({ accepted, progress, draft, loop }: Checkpoint): string {
  const { context, prompt, spent, startedAt, firstTextAt } = draft;
  const kept: Kept = {
    version: 1,
    accepted,
    progress,
    loop,
    // Images are in the messages of the loop; once is enough.
    context: {
      ...context,
      outdated: [...context.outdated],
      attachments: context.attachments.map(({ imageUrl: _, ...file }) => file),
    },
    // The conversation goes on from the messages of the loop.
    prompt: { ...prompt, messages: [] },
    spent,
    elapsedMs: performance.now() - startedAt,
    firstTextMs: firstTextAt === undefined ? undefined : firstTextAt - startedAt,
  };
  return JSON.stringify(kept);
}

export function readCheckpoint(json: string): Checkpoint {
  const { version, accepted, progress, loop, ...kept } = JSON.parse(json) as Kept;
  if (version !== 1) throw new Error(`a checkpoint of version ${String(version)} cannot be read`);
  const startedAt = performance.now() - kept.elapsedMs;
  const firstTextAt = kept.firstTextMs === undefined ? undefined : startedAt + kept.firstTextMs;
  const context = { ...kept.context, outdated: new Set(kept.context.outdated) };
  return {
    accepted,
    progress,
    loop,
    draft: { context, prompt: kept.prompt, spent: kept.spent, startedAt, firstTextAt },
  };
}
