import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RUNTIME_SETTINGS } from './runtime-settings.js';
import { VARIABLES } from './variables.js';

/** What docs/limits.md says is what the code does: each row is compared with the variable or constant it names. */
interface Row {
  what: string;
  value: string;
  file?: string;
  name: string;
}

const UNITS: Readonly<Record<string, number[]>> = {
  KB: [1024],
  MB: [1024 ** 2, 1],
  GB: [1024 ** 3],
  ms: [1],
  s: [1000, 1],
  min: [60_000, 60],
  h: [3_600_000],
  day: [86_400_000, 86_400],
  days: [86_400_000, 86_400],
};
/** Numbers that limit nothing. */
const NO_LIMIT = new Set(['RAI_API_PORT']);

const document = readFileSync('docs/limits.md', 'utf8');
const rows: Row[] = document.split('\n').flatMap((line) => {
  const [, what, value, by] = /^\| (.+?) \| (.+?) \| (.+?) \|$/.exec(line) ?? [];
  const names = [...(by ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
  if (!what || !value || names.length === 0) return [];
  return [{ what, value, file: names.length > 1 ? names[0] : undefined, name: names.at(-1)! }];
});

/** What a number may be in the code: bytes or MB, milliseconds or seconds. */
function valuesOf(text: string): number[] {
  const [, digits, unit] = /^([\d,]+)(?: (\w+))?$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`"${text}" is no number with a unit`);
  const factors = unit === undefined ? [1] : UNITS[unit];
  if (!factors) throw new Error(`"${unit}" is no unit`);
  return factors.map((factor) => Number(digits.replaceAll(',', '')) * factor);
}

/** `8 * 1024 * 1024`, `20_000`. */
function product(expression: string): number {
  if (!/^[\d_]+(?: \* [\d_]+)*$/.test(expression)) throw new Error(`"${expression}" is no plain number`);
  return expression.split(' * ').reduce((all, factor) => all * Number(factor.replaceAll('_', '')), 1);
}

/** The value of a constant, or what the validators of a property say. */
function fixed(file: string, name: string): number {
  const source = readFileSync(file, 'utf8');
  const constant = new RegExp(`^(?:export )?const ${name} = ([^;]+);`, 'm').exec(source);
  if (constant) return product(constant[1]!);
  const before = new RegExp(`\\n\\n?((?:(?!\\n\\n)[\\s\\S])*?)\\n  ${name}[?!]?:`).exec(source);
  const validator = /@(?:MaxLength|ArrayMaxSize|Max)\((\w+)/.exec(before?.[1]?.split('\n\n').at(-1) ?? '');
  if (!validator) throw new Error(`${file} has no ${name}`);
  return /^\d/.test(validator[1]!) ? product(validator[1]!) : fixed(file, validator[1]!);
}

describe('docs/limits.md', () => {
  it.each(rows.map((row) => [row.what, row] as const))('%s', (_what, { value, file, name }) => {
    if (file !== undefined) {
      expect(existsSync(file)).toBe(true);
      expect(valuesOf(value)).toContain(fixed(file, name));
      return;
    }
    const known = (VARIABLES as Record<string, { default?: string }>)[name];
    expect(known).toBeDefined();
    expect(valuesOf(value)).toContain(Number(known!.default));
  });

  it('has every variable that is a number', () => {
    const numbers = Object.entries(VARIABLES)
      .filter(([name, { default: value }]) => /^\d+$/.test(value ?? '') && !NO_LIMIT.has(name))
      .map(([name]) => name);
    const listed = new Set(rows.map(({ name }) => name));
    expect(numbers.filter((name) => !listed.has(name))).toEqual([]);
    expect(rows.length).toBeGreaterThan(80);
  });

  it('marks what can be changed while the server runs', () => {
    const runtime: readonly string[] = RUNTIME_SETTINGS;
    for (const { what, file, name } of rows) {
      if (file === undefined) expect([name, what.includes('⟳')]).toEqual([name, runtime.includes(name)]);
    }
  });
});
