import { describe, expect, it } from '@jest/globals';
import { PreparedStatements } from './prepared-statements.js';

describe('what a connection has prepared', () => {
  it('keeps those used last, and tells once which the database is to forget', () => {
    const prepared = new PreparedStatements(2);
    for (const name of ['a', 'b', 'c']) prepared.add(name);
    prepared.use('a');
    expect(prepared.takeUnwanted()).toEqual(['b']);
    expect(prepared.takeUnwanted()).toEqual([]);
    expect(['a', 'b', 'c'].filter((name) => prepared.use(name))).toEqual(['a', 'c']);
  });

  it('lets the database forget what nobody knows to be prepared before that is prepared again', () => {
    const prepared = new PreparedStatements(10);
    prepared.add('a');
    prepared.forget('a');
    prepared.forget('never there');
    expect(prepared.use('a')).toBeUndefined();
    expect(prepared.takeUnwanted()).toEqual(['a']);
  });
});
