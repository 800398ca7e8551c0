import type { Price, PriceTable } from './price-table.js';
import { DEFAULT_UPSTREAM, type RouteSettings, splitTarget } from './upstream-settings.js';
import type { Environment } from './variables.js';

const NO_PRICE = { prompt: 0, completion: 0 };

/** What turns cost, and how long their rows are kept. */
export class UsageConfig {
  readonly prices: PriceTable;
  /** 0: for ever. */
  readonly rawDays: number;
  /** Of all accounts together, by name; only those that are set. */
  readonly budgets: Readonly<Record<string, number>>;
  private readonly routes: RouteSettings;
  private readonly upstreams: ReadonlySet<string>;

  constructor(env: Environment) {
    this.prices = env.PRICES;
    this.rawDays = env.STATS_RAW_DAYS;
    this.routes = env.LLM_ROUTES;
    this.upstreams = new Set([DEFAULT_UPSTREAM, ...env.LLM_UPSTREAMS.map(({ name }) => name)]);
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

  /**
   * Millionths of the price table's currency: a price per million tokens times tokens. `names`: what a model is called,
   * the most exact first (as its server named it, as it was asked for); the first that has a price counts.
   */
  costMicros(names: readonly (string | null | undefined)[], promptTokens: number, completionTokens: number): number {
    const { prompt, completion } = this.priceOf(names) ?? NO_PRICE;
    return Math.round(promptTokens * prompt + completionTokens * completion);
  }

  /** Of an alias the dearest of its models, so that nothing is held back too little. Undefined: there is no price. */
  priceOf(names: readonly (string | null | undefined)[]): Price | undefined {
    for (const name of names) {
      const price = name == null ? undefined : (this.own(name) ?? this.dearest(name));
      if (price) return price;
    }
    return this.prices['*'];
  }

  private own(name: string): Price | undefined {
    if (Object.hasOwn(this.prices, name)) return this.prices[name];
    const { model, upstream } = splitTarget(name, this.upstreams);
    return upstream !== undefined && Object.hasOwn(this.prices, model) ? this.prices[model] : undefined;
  }

  private dearest(alias: string): Price | undefined {
    const targets = Object.hasOwn(this.routes, alias) ? this.routes[alias]! : [];
    const prices = targets.map((target) => this.own(target) ?? this.prices['*'] ?? NO_PRICE);
    return prices.length ? prices.reduce((most, price) => (sum(price) > sum(most) ? price : most)) : undefined;
  }
}

const sum = ({ prompt, completion }: Price): number => prompt + completion;
