import { describe, expect, it } from '@jest/globals';
import type { SideEffects } from '../../tools/tool.js';
import { decisionOn, type Policy } from './call-decision.js';

const decide = (sideEffects: SideEffects, account?: Policy, agent?: Policy) =>
  decisionOn(
    { name: 't', sideEffects },
    { account: new Map(account ? [['t', account]] : []), agent: new Map(agent ? [['t', agent]] : []) },
  );

describe('what becomes of a call', () => {
  it('follows the side effects where nobody said anything', () => {
    expect(['none', 'asks', 'dangerous'].map((effects) => decide(effects as SideEffects))).toEqual([
      'allow',
      'ask',
      'ask',
    ]);
  });

  it('lets the word about the agent count before the word about the account, a no before all', () => {
    expect(decide('asks', 'ask', 'allow')).toBe('allow');
    expect(decide('asks', 'allow', 'ask')).toBe('ask');
    expect(decide('none', 'allow', 'deny')).toBe('deny');
    expect(decide('asks', 'deny', 'allow')).toBe('deny');
    expect(decide('none', 'ask')).toBe('ask');
  });

  it('never lets what is dangerous run unasked', () => {
    expect(decide('dangerous', 'allow')).toBe('ask');
    expect(decide('dangerous', 'allow', 'allow')).toBe('ask');
    expect(decide('dangerous', 'allow', 'deny')).toBe('deny');
  });
});
