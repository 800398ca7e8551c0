/** What an answer did before it spoke, and the calls it waits for a person to allow. */
import { asText } from './as-text.js';
import type { LiveMessage, ToolStep } from './live-message.js';
import { WaitingCall } from './waiting-call.js';

export function ToolSteps({ message }: { message: LiveMessage }) {
  const { tools = [], waiting = [], turn_id } = message;
  if (!tools.length && !waiting.length) return null;
  return (
    <ul class="tools" aria-label="Steps">
      {tools.map((step) => (
        <li key={step.id}>
          <Step step={step} waits={waiting.some(({ id }) => id === step.id)} />
        </li>
      ))}
      {waiting.map((call) => (
        <li class="waiting" key={`ask-${call.id}`}>
          <WaitingCall call={call} turnId={turn_id} />
        </li>
      ))}
    </ul>
  );
}

function Step({ step, waits }: { step: ToolStep; waits: boolean }) {
  const outcome = waits ? 'waiting' : step.ok === undefined ? 'running' : step.ok ? 'done' : 'failed';
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
