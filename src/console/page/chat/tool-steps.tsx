/** What an answer did before it spoke, and the step it waits for a person to allow. */
import { call } from '../api/request.js';
import { attempt } from '../state/toasts.js';
import type { LiveMessage, ToolStep } from './live-message.js';

export function ToolSteps({ message }: { message: LiveMessage }) {
  const { tools = [], waiting, turn_id } = message;
  if (!tools.length && !waiting) return null;
  const decide = (decision: 'approve' | 'deny') =>
    attempt(() => call('POST', `/api/chat/turns/${turn_id}/${decision}`));
  return (
    <ul class="tools" aria-label="Steps">
      {tools.map((step) => (
        <li key={step.id}>
          <Step step={step} />
        </li>
      ))}
      {waiting && (
        <li class="waiting">
          <p>
            May the assistant use <strong>{waiting.name}</strong>?
          </p>
          {waiting.arguments !== undefined && <pre tabIndex={0}>{asText(waiting.arguments)}</pre>}
          <div class="actions">
            <button type="button" class="button" onClick={() => void decide('deny')}>
              Deny
            </button>
            <button type="button" class="button primary" onClick={() => void decide('approve')}>
              Allow
            </button>
          </div>
        </li>
      )}
    </ul>
  );
}

function Step({ step }: { step: ToolStep }) {
  const outcome = step.ok === undefined ? 'running' : step.ok ? 'done' : 'failed';
  return (
    <details>
      <summary>
        {step.name} <span class={`badge ${outcome}`}>{outcome}</span>
      </summary>
      <pre tabIndex={0}>{asText(step.arguments)}</pre>
      {step.summary && <p>{step.summary}</p>}
    </details>
  );
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
