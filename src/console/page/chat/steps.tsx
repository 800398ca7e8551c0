/** What an answer does before it speaks, and the calls it waits for a person to allow. */
import type { AgentStep } from '../api/turn-event.js';
import { asText } from './as-text.js';
import { isOpen, type LiveMessage, type ToolStep } from './live-message.js';
import { WaitingCall } from './waiting-call.js';

export function Steps({ message }: { message: LiveMessage }) {
  const { steps = [], waiting = [], turn_id } = message;
  // What was under way when the turn was stopped, or failed, does not run any more.
  const unfinished = isOpen(message) ? 'running' : 'stopped';
  if (!steps.length && !waiting.length) return null;
  return (
    <ul class="steps" aria-label="Steps">
      {steps.map((step) => (
        <li key={`${step.type === 'agent-step' ? 'agent' : 'tool'}-${step.id}`}>
          {step.type === 'agent-step' ? (
            <OfAgent step={step} unfinished={unfinished} />
          ) : (
            <OfTool step={step} waits={waiting.some(({ id }) => id === step.id)} unfinished={unfinished} />
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

type Unfinished = 'running' | 'stopped';

function OfTool({ step, waits, unfinished }: { step: ToolStep; waits: boolean; unfinished: Unfinished }) {
  const outcome = waits ? 'waiting' : step.ok === undefined ? unfinished : step.ok ? 'done' : 'failed';
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

function OfAgent({ step, unfinished }: { step: AgentStep; unfinished: Unfinished }) {
  const { title, state, summary, steps = [] } = step;
  const outcome = state === 'started' ? unfinished : state;
  const heading = (
    <>
      {title} <span class={`badge ${outcome}`}>{outcome}</span>
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
