/** The plan of an answer, and what the model is told of it. Pure. */
import { z } from 'zod';
import { jsonIn } from './task-request.js';

export const MOST_STEPS = 6;

const plan = z.object({
  steps: z.array(
    z.object({ title: z.string().trim().min(1).max(200), task: z.string().trim().min(1).max(2000).optional() }),
  ),
});

export interface PlannedStep {
  title: string;
  task: string;
}

export interface Finding {
  title: string;
  text: string;
}

export const PLAN_TASK = `Do not answer yet. Plan how to find the answer: at most ${MOST_STEPS} steps, each something to find out by itself; none where the question can be answered at once. Answer with JSON only, of this shape:
{"steps":[{"title":"a few words","task":"what to find out, with all that is needed to understand it"}]}`;

/** Undefined: that is no plan. What is too long is cut off. */
export function readPlan(text: string): PlannedStep[] | undefined {
  const read = plan.safeParse(jsonIn(text));
  if (!read.success) return undefined;
  return read.data.steps.slice(0, MOST_STEPS).map(({ title, task = title }) => ({ title, task }));
}

export function stepTask(steps: readonly PlannedStep[], i: number, findings: readonly Finding[]): string {
  const known = findings.length ? `\n\nFound so far:\n${findingsText(findings)}` : '';
  return `You work on step ${i + 1} of ${steps.length} of a plan for this question. Do this step only, not the others: ${steps[i]!.task}
Answer with what you found, in a few sentences; keep the numbers of sources in brackets as they are. Say so where nothing can be found.${known}`;
}

export function synthesisTask(findings: readonly Finding[]): string {
  return `These steps were worked through to answer this question:\n${findingsText(findings)}\n\nWrite the answer now, from what was found. Keep the numbers of sources in brackets. Do not speak of steps or of a plan; say what could not be found.`;
}

const findingsText = (findings: readonly Finding[]): string =>
  findings.map(({ title, text }, i) => `${i + 1}. ${title}\n${text}`).join('\n\n');
