/** What models were called for, and what else was counted, of a range. Reads sums; never a message's text. */
import { Injectable } from '@nestjs/common';
import { type CallCell, type CountCell, type CountedQuestion, CountedReader } from './counted-reader.js';
import type { CallsView, CountsView } from './calls.view.js';

const MICROS = 1_000_000;

@Injectable()
export class CallsSummary {
  constructor(private readonly reader: CountedReader) {}

  async of(question: CountedQuestion): Promise<{ calls: CallsView; counts: CountsView }> {
    const [calls, counts] = await Promise.all([this.reader.calls(question, 'purpose'), this.reader.counts(question)]);
    return { calls: toCallsView(calls), counts: toCountsView(counts) };
  }
}

function toCallsView(cells: readonly CallCell[]): CallsView {
  const purposes = new Map<string, CallCell[]>();
  for (const cell of cells) purposes.set(cell.group, [...(purposes.get(cell.group) ?? []), cell]);
  const by_purpose = [...purposes].sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...sumOf(cells), by_purpose: by_purpose.map(([purpose, own]) => ({ purpose, ...sumOf(own) })) };
}

function sumOf(cells: readonly CallCell[]) {
  const sum = (of: (cell: CallCell) => number) => cells.reduce((total, cell) => total + of(cell), 0);
  const prompt = sum(({ promptTokens }) => promptTokens);
  const completion = sum(({ completionTokens }) => completionTokens);
  return {
    count: sum(({ calls }) => calls),
    errors: sum(({ errors }) => errors),
    retries: sum(({ retries }) => retries),
    tokens: { prompt, completion, total: prompt + completion },
    cost: sum(({ costMicros }) => costMicros) / MICROS,
  };
}

function toCountsView(cells: readonly CountCell[]): CountsView {
  const of = (wanted: string) => {
    const labels = new Map<string, { ok: number; failed: number }>();
    for (const { name, label, outcome, count } of cells) {
      if (name !== wanted) continue;
      const known = labels.get(label) ?? { ok: 0, failed: 0 };
      known[outcome] += count;
      labels.set(label, known);
    }
    return [...labels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([label, outcomes]) => ({ label, ...outcomes }));
  };
  return { tools: of('tool'), documents: of('document'), logins: of('login'), errors: of('error') };
}
