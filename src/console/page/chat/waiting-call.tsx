/** One call that a person must allow or deny. What it would do is shown as the model wrote it, as text. */
import { useState } from 'preact/hooks';
import { call as request } from '../api/request.js';
import type { ApprovalRequired } from '../api/turn-event.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import { asText } from './as-text.js';

export function WaitingCall({ call, turnId }: { call: ApprovalRequired; turnId?: string }) {
  const [remember, setRemember] = useState(false);
  const [sent, setSent] = useState(false);
  const dangerous = call.side_effects === 'dangerous';
  const decide = async (decision: 'approve' | 'deny') => {
    setSent(true);
    const json = { call_id: call.id, ...(remember && { remember }) };
    await attempt(() => request('POST', `/api/chat/turns/${turnId}/${decision}`, { json }));
    setSent(false);
  };
  return (
    <>
      <p>
        May the assistant use <strong>{call.name}</strong>?{dangerous && ' This cannot be undone.'}
      </p>
      <pre tabIndex={0}>{asText(call.arguments)}</pre>
      {!dangerous && (
        <label>
          <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.currentTarget.checked)} /> Do
          not ask again about {call.name}
        </label>
      )}
      <div class="actions">
        <button type="button" class="button" disabled={sent} onClick={() => void decide('deny')}>
          Deny
        </button>
        <button type="button" class="button primary" disabled={sent} onClick={() => void decide('approve')}>
          Allow
        </button>
      </div>
      <p class="quiet">Without an answer it is denied on {dateTime(call.expires_at)}.</p>
    </>
  );
}
