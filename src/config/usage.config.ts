import type { PriceTable } from './price-table.js';
import type { Environment } from './variables.js';

const NO_PRICE = { prompt: 0, completion: 0 };

/** What turns cost, and how long their rows are kept. */
export class UsageConfig {
  readonly prices: PriceTable;
  /** 0: for ever. */
  readonly rawDays: number;

  constructor(env: Pick<Environment, 'PRICES' | 'STATS_RAW_DAYS'>) {
    this.prices = env.PRICES;
    this.rawDays = env.STATS_RAW_DAYS;
  }

  /** Millionths of the price table's currency: a price per million tokens times tokens. */
  costMicros(model: string | null | undefined, promptTokens: number, completionTokens: number): number {
    const own = model != null && Object.hasOwn(this.prices, model) ? this.prices[model] : undefined;
    const { prompt, completion } = own ?? this.prices['*'] ?? NO_PRICE;
    return Math.round(promptTokens * prompt + completionTokens * completion);
  }
}
