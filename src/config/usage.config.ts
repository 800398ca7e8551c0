import type { PriceTable } from './price-table.js';
import type { Environment } from './variables.js';

const NO_PRICE = { prompt: 0, completion: 0 };

/** What turns cost, and how long their rows are kept. */
export class UsageConfig {
  readonly prices: PriceTable;
  /** 0: for ever. */
  readonly rawDays: number;
  /** Of all accounts together, by name; only those that are set. */
  readonly budgets: Readonly<Record<string, number>>;

  constructor(env: Environment) {
    this.prices = env.PRICES;
    this.rawDays = env.STATS_RAW_DAYS;
    const budgets = {
      tokens_per_day: env.BUDGET_TOKENS_PER_DAY,
      tokens_per_month: env.BUDGET_TOKENS_PER_MONTH,
      cost_per_day: env.BUDGET_COST_PER_DAY,
      cost_per_month: env.BUDGET_COST_PER_MONTH,
      turns_per_day: env.BUDGET_TURNS_PER_DAY,
      turns_per_month: env.BUDGET_TURNS_PER_MONTH,
    };
    this.budgets = Object.fromEntries(Object.entries(budgets).filter(([, limit]) => limit > 0));
  }

  /** Millionths of the price table's currency: a price per million tokens times tokens. */
  costMicros(model: string | null | undefined, promptTokens: number, completionTokens: number): number {
    const own = model != null && Object.hasOwn(this.prices, model) ? this.prices[model] : undefined;
    const { prompt, completion } = own ?? this.prices['*'] ?? NO_PRICE;
    return Math.round(promptTokens * prompt + completionTokens * completion);
  }
}
