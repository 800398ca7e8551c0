import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { NestLogger } from './nest-logger.js';

function logger() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
  return { lines, log: new NestLogger(pino({ level: 'debug', base: undefined, timestamp: false }, { write })) };
}

describe('Nest’s ways of logging', () => {
  it('a sentence and its context', () => {
    const { lines, log } = logger();
    log.log('started', 'Server');
    expect(lines).toEqual([{ level: 30, context: 'Server', msg: 'started' }]);
  });

  it('fields, a sentence and the context', () => {
    const { lines, log } = logger();
    log.error({ err: new Error('inner'), event: 'x' }, 'it failed', 'Bus');
    expect(lines[0]).toMatchObject({ level: 50, event: 'x', context: 'Bus', msg: 'it failed' });
    expect(lines[0]).toHaveProperty('err.message', 'inner');
  });

  it('an error with its stack, as Nest’s own handlers write it', () => {
    const { lines, log } = logger();
    log.error(new Error('inner'), 'stack', 'Handler');
    log.error('sentence', 'Error: sentence\n  at x', 'Handler');
    expect(lines[0]).toHaveProperty('err.message', 'inner');
    expect(lines[1]).toMatchObject({ msg: 'sentence', stack: 'Error: sentence\n  at x', context: 'Handler' });
  });

  it('the many lines of a start are debug', () => {
    const { lines, log } = logger();
    log.log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(lines[0]).toMatchObject({ level: 20 });
  });
});
