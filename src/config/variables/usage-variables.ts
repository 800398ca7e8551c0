/** Prices, budgets and statistics. */
import { priceTable } from '../price-table.js';
import { amount, wholeNumber } from '../variable-kinds.js';
import { variable } from './variable.js';

export const USAGE_VARIABLES = {
  PRICES: variable(
    'Usage',
    priceTable,
    '{}',
    'What models cost, as JSON: {"<model or *>":{"prompt":0.15,"completion":0.6}}, a price per million tokens each',
  ),
  BUDGET_TOKENS_PER_DAY: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most tokens of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_TOKENS_PER_MONTH: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most tokens of all accounts together a month (UTC); 0: no limit',
  ),
  BUDGET_COST_PER_DAY: variable(
    'Usage',
    amount,
    '0',
    'Most cost in the currency of PRICES of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_COST_PER_MONTH: variable(
    'Usage',
    amount,
    '0',
    'Most cost in the currency of PRICES of all accounts together a month (UTC); 0: no limit',
  ),
  BUDGET_TURNS_PER_DAY: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most turns of all accounts together a day (UTC); 0: no limit',
  ),
  BUDGET_TURNS_PER_MONTH: variable(
    'Usage',
    wholeNumber,
    '0',
    'Most turns of all accounts together a month (UTC); 0: no limit',
  ),
  STATS_RAW_DAYS: variable(
    'Usage',
    wholeNumber,
    '0',
    'Days the row of each turn is kept once it is in the roll-ups, which stay; 0: for ever',
  ),
} as const;
