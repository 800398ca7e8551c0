import { VARIABLES, type Environment } from './variables.js';

/** A shorter one would hide words that are no secret. */
const SHORTEST = 8;

/** Every configured secret, and the passwords and keys within others: what no log may hold. Longest first. */
export function secretValues(environment: Environment): readonly string[] {
  const found = new Set<string>();
  for (const [name, { secret }] of Object.entries(VARIABLES) as [keyof Environment, { secret?: boolean }][]) {
    if (secret) collect(environment[name], found);
  }
  return [...found].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    found.add(value);
    if (URL.canParse(value)) found.add(decodeURIComponent(new URL(value).password));
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
  } else if (typeof value === 'object' && value !== null) {
    collect((value as { key?: unknown }).key, found);
  }
}
