/** What is told of a step. Pure. */
import type { AgentStepEvent } from '../loop/loop-event.js';
import type { AgentStep } from '../turn-event.js';
import { storable } from '../turn/storable-text.js';

const LONGEST = 200;

/** `content`: what came of it, for whoever looks behind the answer. Words of a model are shown bounded. */
export function stepEvent(step: Omit<AgentStep, 'type'>, content?: string): AgentStepEvent {
  const { title, summary, ...rest } = step;
  const shown = summary === undefined ? {} : { summary: line(summary) };
  return { type: 'agent-step', step: { type: 'agent-step', ...rest, title: line(title), ...shown }, content };
}

function line(text: string): string {
  const one = storable(text.replace(/\s+/g, ' ').trim());
  return one.length > LONGEST ? `${storable(one.slice(0, LONGEST - 1))}…` : one;
}
