import { randomInt } from 'node:crypto';

const parameters = {
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 1, maximum: 100, default: 1, description: 'How many dice' },
    sides: { type: 'integer', minimum: 2, maximum: 1000, default: 6, description: 'How many sides each has' },
  },
  additionalProperties: false,
};

/** The arguments fit the schema and have its defaults by the time they arrive here. */
function roll({ count, sides }) {
  const rolled = Array.from({ length: count }, () => randomInt(1, sides + 1));
  const sum = rolled.reduce((total, one) => total + one, 0);
  return { summary: `${count}d${sides}: ${sum}`, content: `Rolled ${rolled.join(', ')}; together ${sum}.` };
}

export const manifest = {
  name: 'dice',
  version: '1.0.0',
  tools: [
    {
      name: 'roll',
      description: 'Rolls dice and gives each result and their sum. Use it instead of making numbers up.',
      parameters,
      sideEffects: 'none',
      run: roll,
    },
  ],
};
