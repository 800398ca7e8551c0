/** Calculates; knows nothing but the expression. */
import { z } from 'zod';
import type { Tool, ToolResult } from '../tool.js';
import { evaluate, formatNumber } from './evaluate.js';

const parameters = z.object({
  expression: z.string().min(1).max(1000).describe('For example "12.5% of 840", "(3 + 4) * 2^8", "sqrt(2)"'),
});

export class CalculatorTool implements Tool<z.output<typeof parameters>> {
  readonly name = 'calculator';
  readonly description = 'Calculates an arithmetic expression exactly. Use it for every calculation.';
  readonly parameters = parameters;
  readonly sideEffects = 'none';
  readonly untrusted = false;

  run({ expression }: z.output<typeof parameters>): ToolResult {
    const line = `${expression.trim()} = ${formatNumber(evaluate(expression))}`;
    return { summary: line, content: line };
  }
}
