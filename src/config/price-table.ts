import { z } from 'zod';

const price = z.number().finite().nonnegative().max(1_000_000);
const priced = z.strictObject({ prompt: price, completion: price });
const prices = z.record(z.string().min(1).max(200), priced);

/** Per million tokens. */
export type Price = z.output<typeof priced>;

/** Prices per million tokens by model; `*` stands for every model that is not named. */
export type PriceTable = z.output<typeof prices>;

/** Read from JSON, or given as the object itself. */
export const priceTable = z.union([prices, z.string().transform(parse).pipe(prices)], {
  error: 'must be JSON such as {"some-model":{"prompt":0.15,"completion":0.6}}, prices per million tokens',
});

function parse(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not valid JSON' });
    return z.NEVER;
  }
}
