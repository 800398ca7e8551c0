import type { Verdict } from '../approval/approvals.js';
import type { DecideDto } from './chat.dto.js';

export function toVerdict(decision: Verdict['decision'], dto: DecideDto | undefined): Verdict {
  const { call_id, ids, remember } = dto ?? {};
  const named = [...(call_id === undefined ? [] : [call_id]), ...(ids ?? [])];
  return { decision, ids: named.length ? named : undefined, remember };
}
