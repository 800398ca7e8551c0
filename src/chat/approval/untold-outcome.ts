/** What a model is told of a call that did not run, or of which nobody knows how far it got. Pure. */
import type { CallOutcome } from '../../tools/tool-runner.js';
import type { ApprovalState } from './approval-state.js';

const SENTENCES: Record<
  Exclude<ApprovalState, 'approved' | 'done' | 'waiting'>,
  [summary: string, forModel: string]
> = {
  denied: ['The user said no to this call.', 'It was not run. Do not try it again; go on without it.'],
  expired: ['Nobody allowed this call in time.', 'It was not run. Go on without it.'],
  cancelled: ['The turn was stopped before anybody decided.', 'It was not run.'],
  stale: [
    'The tool has changed since this call was asked about.',
    'It was not run. Call it again, by its present schema, if it is still wanted.',
  ],
  started: [
    'The server stopped while this tool ran; whether it took effect is not known.',
    'It is not run again. Tell the user that its result is unknown.',
  ],
  interrupted: [
    'This tool was interrupted; whether it took effect is not known.',
    'It is not run again. Tell the user that its result is unknown.',
  ],
};

export function untold(state: ApprovalState): CallOutcome {
  const [summary, forModel] = SENTENCES[state as keyof typeof SENTENCES];
  return { ok: false, summary, content: `Error: ${summary} ${forModel}` };
}
