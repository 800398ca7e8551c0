/** Cuts an arithmetic expression into tokens. Pure. */
import { AppError } from '../../common/app-error.js';

export type Token =
  { kind: 'number'; value: number } | { kind: 'word'; value: string } | { kind: 'sign'; value: string };

/** Signs people write, and what they mean. */
const ALIASES: Readonly<Record<string, string>> = {
  '×': '*',
  '·': '*',
  '÷': '/',
  ':': '/',
  '−': '-',
  '–': '-',
  '**': '^',
  '²': '^2',
  '³': '^3',
};
const NUMBER = /^(?:\d+(?:_\d+)*(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?/i;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])/;
const WORD = /^[a-z][a-z0-9]*/i;

export function tokensOf(expression: string): Token[] {
  const text = expression.replace(/\*\*|[×·÷:−–²³]/g, (sign) => ALIASES[sign]!);
  const tokens: Token[] = [];
  /** For each open parenthesis: whether a comma in it parts arguments. */
  const calls: boolean[] = [];
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest);
    if (space) {
      at += space[0].length;
      continue;
    }
    const token = nextToken(rest, calls.includes(true));
    if (token.sign === '(') calls.push(tokens.at(-1)?.kind === 'word' && tokens.at(-1)?.value !== 'of');
    if (token.sign === ')') calls.pop();
    tokens.push(token.token);
    at += token.length;
  }
  return tokens;
}

function nextToken(rest: string, insideCall: boolean): { token: Token; length: number; sign?: string } {
  const number = (insideCall ? undefined : GROUPED.exec(rest)?.[0]) ?? NUMBER.exec(rest)?.[0];
  if (number) return { token: { kind: 'number', value: Number(number.replace(/[,_]/g, '')) }, length: number.length };
  const word = WORD.exec(rest)?.[0];
  if (word) return { token: { kind: 'word', value: word.toLowerCase() }, length: word.length };
  const sign = rest[0]!;
  if (!'+-*/^%(),'.includes(sign)) throw new AppError('bad_request', `"${sign}" cannot be calculated with.`);
  return { token: { kind: 'sign', value: sign }, length: 1, sign };
}
