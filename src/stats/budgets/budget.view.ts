import { ApiProperty } from '@nestjs/swagger';
import type { BudgetUse } from './budgets.js';

export class BudgetView {
  /** `tokens_per_day`, `cost_per_month` … */
  name: string;
  /** Of this account, or of all accounts together. */
  @ApiProperty({ enum: ['account', 'server'] })
  scope: 'account' | 'server';
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
