/**
 * Calculates an arithmetic expression: + - * / ^, parentheses, functions, and percentages as people mean them
 * ("12.5 % of 840", "200 + 10 %"). A parser of its own, since evaluating text as code would run whatever a model writes.
 * Grammar: sum = product {(+|-) product}; product = power {(*|/|%|of) power}; power = unary [^ power]; % behind a value
 * divides by 100. Pure.
 */
import { AppError } from '../../common/app-error.js';
import { type Token, tokensOf } from './tokens.js';

const LONGEST = 1000;
const DEEPEST = 50;

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  sqrt: (x) => Math.sqrt(x!),
  cbrt: (x) => Math.cbrt(x!),
  abs: (x) => Math.abs(x!),
  floor: (x) => Math.floor(x!),
  ceil: (x) => Math.ceil(x!),
  round: (x, digits = 0) => Math.round(x! * 10 ** digits) / 10 ** digits,
  ln: (x) => Math.log(x!),
  log: (x, base = 10) => Math.log(x!) / Math.log(base),
  exp: (x) => Math.exp(x!),
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  tan: (x) => Math.tan(x!),
  min: Math.min,
  max: Math.max,
  sum: (...values) => values.reduce((sum, value) => sum + value, 0),
  mean: (...values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** A value, and whether a percent sign stood behind it. */
interface Value {
  value: number;
  isPercent?: boolean;
}

/** Throws `bad_request` for what is no expression or has no finite result. */
export function evaluate(expression: string): number {
  if (expression.length > LONGEST) throw wrong(`An expression can have ${LONGEST} characters.`);
  const { value } = new Evaluation(tokensOf(expression)).whole();
  if (!Number.isFinite(value)) throw wrong('The result is not a finite number.');
  return value;
}

/** As people write it: what binary fractions add in the last digits is left out. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(14));
  return Object.is(rounded, -0) ? '0' : String(rounded);
}

class Evaluation {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Value {
    if (!this.tokens.length) throw wrong('There is nothing to calculate.');
    const value = this.sum();
    const left = this.tokens[this.at];
    if (left) throw wrong(`"${left.value}" was not expected there.`);
    return value;
  }

  private sum(): Value {
    if (++this.depth > DEEPEST) throw wrong('The expression is nested too deeply.');
    let left = this.product();
    for (let sign = this.take('+', '-'); sign; sign = this.take('+', '-')) {
      const right = this.product();
      // "200 + 10 %" adds a tenth of the 200.
      const amount = right.isPercent && !left.isPercent ? left.value * right.value : right.value;
      const isPercent = left.isPercent && right.isPercent;
      left = { value: sign === '+' ? left.value + amount : left.value - amount, isPercent };
    }
    this.depth--;
    return left;
  }

  private product(): Value {
    let left = this.power();
    for (let sign = this.take('*', '/', '%', 'of'); sign; sign = this.take('*', '/', '%', 'of')) {
      const right = this.power().value;
      if (right === 0 && (sign === '/' || sign === '%')) throw wrong('Nothing can be divided by zero.');
      const value = sign === '/' ? left.value / right : sign === '%' ? left.value % right : left.value * right;
      left = { value };
    }
    return left;
  }

  private power(): Value {
    if (this.take('-')) return negated(this.power());
    if (this.take('+')) return this.power();
    const base = this.percent(this.atom());
    if (!this.take('^')) return base;
    if (++this.depth > DEEPEST) throw wrong('The expression is nested too deeply.');
    const value = base.value ** this.power().value;
    this.depth--;
    return { value };
  }

  /** A percent sign that no operand follows; before one it asks for the remainder. */
  private percent(value: number): Value {
    const next = this.tokens[this.at + 1];
    const isRemainder =
      next?.kind === 'number' || next?.value === '(' || (next?.kind === 'word' && next.value !== 'of');
    if (isRemainder || !this.take('%')) return { value };
    return { value: value / 100, isPercent: true };
  }

  private atom(): number {
    const token = this.tokens[this.at++];
    if (token?.kind === 'number') return token.value;
    if (token?.kind === 'word') return this.named(token.value);
    if (token?.value !== '(')
      throw wrong(token ? `"${token.value}" was not expected there.` : 'Something is missing at the end.');
    const { value } = this.sum();
    this.expect(')');
    return value;
  }

  private named(name: string): number {
    const compute = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (compute && this.take('(')) {
      const values = [this.sum().value];
      while (this.take(',')) values.push(this.sum().value);
      this.expect(')');
      return compute(...values);
    }
    if (!Object.hasOwn(CONSTANTS, name)) throw wrong(`"${name}" is neither a function nor a constant.`);
    return CONSTANTS[name]!;
  }

  private take(...wanted: string[]): string | undefined {
    const token = this.tokens[this.at];
    if (!token || token.kind === 'number' || !wanted.includes(token.value)) return undefined;
    this.at++;
    return token.value;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw wrong(`"${sign}" is missing.`);
  }
}

const negated = ({ value, isPercent }: Value): Value => ({ value: -value, isPercent });

function wrong(sentence: string): AppError {
  return new AppError('bad_request', sentence);
}
