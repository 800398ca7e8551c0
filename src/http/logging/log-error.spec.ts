import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { logError } from './log-error.js';

const WORDS = 'my doctor said it is nothing serious';

describe('an error in the log', () => {
  it('of a database shows the statement and the constraint, not what was bound', () => {
    const refusal = Object.assign(new Error('violates foreign key constraint "fk_chunks"'), {
      code: '23503',
      constraint: 'fk_chunks',
      table: 'chunks',
      detail: `Failing row contains (1, ${WORDS}).`,
      where: `COPY chunks, line 1, column text: "${WORDS}"`,
    });
    const line = logError(new QueryFailedError('INSERT INTO chunks (text) VALUES ($1)', [WORDS], refusal));
    expect(line).toMatchObject({
      type: 'QueryFailedError',
      query: 'INSERT INTO chunks (text) VALUES ($1)',
      driverError: { code: '23503', constraint: 'fk_chunks', table: 'chunks' },
    });
    expect(JSON.stringify(line)).not.toContain(WORDS);
  });

  it('of ours keeps its code and ids', () => {
    const error = new AppError('upstream_error', 'It failed.', { extra: { turn_id: 't' }, cause: new Error('inner') });
    const line = logError(error) as { stack: string };
    expect(line).toMatchObject({ type: 'AppError', code: 'upstream_error', extra: { turn_id: 't' } });
    expect(line.stack).toContain('inner');
  });

  it('with others inside shows each as itself alone', () => {
    const inner = Object.assign(new Error('inner'), { code: 'ECONNREFUSED', body: WORDS });
    const line = logError(new AggregateError([inner], 'all failed'));
    expect(line).toMatchObject({
      message: 'all failed',
      aggregateErrors: [{ code: 'ECONNREFUSED', message: 'inner' }],
    });
    expect(JSON.stringify(line)).not.toContain(WORDS);
  });

  it('that is none stays as it is', () => {
    expect(logError({ reason: 'gone' })).toEqual({ reason: 'gone' });
  });
});
