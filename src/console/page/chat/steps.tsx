/** What an answer does before it speaks, and the calls it waits for a person to allow. */
import type { AgentStep } from '../api/turn-event.js';
import { asText } from './as-text.js';
import type { LiveMessage, ToolStep } from './live-message.js';
import { WaitingCall } from './waiting-call.js';

const STATES = { started: 'running', done: 'done', failed: 'failed', skipped: 'skipped' } as const;

export function Steps({ message }: { message: LiveMessage }) {
  const { steps = [], waiting = [], turn_id } = message;
  if (!steps.length && !waiting.length) return null;
  return (
    <ul class="steps" aria-label="Steps">
      {steps.map((step) => (
        <li key={`${step.type === 'agent-step' ? 'agent' : 'tool'}-${step.id}`}>
          {step.type === 'agent-step' ? (
            <OfAgent step={step} />
          ) : (
            <OfTool step={step} waits={waiting.some(({ id }) => id === step.id)} />
          )}
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

function OfTool({ step, waits }: { step: ToolStep; waits: boolean }) {
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

function OfAgent({ step: { title, state, summary, steps = [] } }: { step: AgentStep }) {
  const heading = (
    <>
      {title} <span class={`badge ${STATES[state]}`}>{STATES[state]}</span>
    </>
  );
  if (!summary && !steps.length) return <p>{heading}</p>;
  return (
    <details>
      <summary>{heading}</summary>
      {steps.length > 0 && (
        <ol>
          {steps.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ol>
      )}
      {summary && <p>{summary}</p>}
    </details>
  );
}
