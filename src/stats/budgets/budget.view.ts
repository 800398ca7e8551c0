import { ApiProperty } from '@nestjs/swagger';
import type { BudgetUse } from './budgets.js';

export class BudgetView {
  /** `tokens_per_day`, `cost_per_month` … */
  name: string;
  /** Of this account, this API key, an agent, or of all accounts together. */
  @ApiProperty({ enum: ['account', 'key', 'agent', 'server'] })
  scope: 'account' | 'key' | 'agent' | 'server';
  limit: number;
  used: number;
  /** Held by answers that are being written. */
  reserved: number;
  /** ISO-8601. */
  reset_at: string;
}

export function toBudgetView({ resetAt, ...use }: BudgetUse): BudgetView {
  return { ...use, reset_at: resetAt };
}
