import { BadRequestException, HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { EntityNotFoundError } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { ERROR_CODES } from '../../common/error-codes.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { toAppError } from './to-app-error.js';
import { toErrorBody } from './to-error-body.js';

const coded = (code: string, message = 'inner text') => Object.assign(new Error(message), { code });
const queryFailed = (code: string) => Object.assign(new Error('inner text'), { driverError: coded(code) });

describe('what is thrown and what is answered', () => {
  it.each<[string, unknown, keyof typeof ERROR_CODES]>([
    ['an AppError', new AppError('turn_running'), 'turn_running'],
    ['a full disk (SQLite)', coded('SQLITE_FULL'), 'storage_full'],
    ['a full disk (file)', coded('ENOSPC'), 'storage_full'],
    ['a full disk (PostgreSQL)', queryFailed('53100'), 'storage_full'],
    ['a busy database, extended code', coded('SQLITE_BUSY_SNAPSHOT'), 'overloaded'],
    ['a deadlock', queryFailed('40P01'), 'overloaded'],
    ['a statement that took too long', queryFailed('57014'), 'overloaded'],
    ['PostgreSQL that went away', queryFailed('57P01'), 'database_unavailable'],
    ['PostgreSQL that is not there', coded('ECONNREFUSED'), 'database_unavailable'],
    ['a connection error class', queryFailed('08006'), 'database_unavailable'],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect'), 'overloaded'],
    [
      'a connection that is not made',
      new Error('Connection terminated due to connection timeout'),
      'database_unavailable',
    ],
    ['a cut connection', new Error('Connection terminated unexpectedly'), 'database_unavailable'],
    ['a cause deep inside', new Error('outer', { cause: queryFailed('57P03') }), 'database_unavailable'],
    ['an id that is no UUID', queryFailed('22P02'), 'not_found'],
    ['a row whose owner is gone, on PostgreSQL', queryFailed('23503'), 'not_found'],
    ['a row whose owner is gone, on SQLite', coded('SQLITE_CONSTRAINT_FOREIGNKEY'), 'not_found'],
    ['a row that is another by now', new UnexpectedChanges(0, 0), 'conflict'],
    ['an entity that is gone by now', new EntityNotFoundError(class Message {}, {}), 'not_found'],
    ['broken JSON', Object.assign(new SyntaxError('x'), { type: 'entity.parse.failed', status: 400 }), 'invalid_json'],
    ['a large body', Object.assign(new Error('x'), { type: 'entity.too.large', status: 413 }), 'payload_too_large'],
    ['a large upload', Object.assign(coded('LIMIT_FILE_SIZE'), { name: 'MulterError' }), 'payload_too_large'],
    ['a strange upload', Object.assign(coded('LIMIT_UNEXPECTED_FILE'), { name: 'MulterError' }), 'invalid_multipart'],
    ['no such route', new NotFoundException('Cannot GET /x'), 'route_not_found'],
    ['a bad request of Nest', new BadRequestException('inner text'), 'bad_request'],
    ['broken percent-encoding', new URIError('inner text'), 'bad_request'],
    ['a teapot', new HttpException('inner text', 418), 'internal_error'],
    ['a constraint of SQLite', coded('SQLITE_CONSTRAINT_UNIQUE'), 'internal_error'],
    ['a TypeError', new TypeError('inner text'), 'internal_error'],
    ['a string', 'inner text', 'internal_error'],
    ['nothing', undefined, 'internal_error'],
  ])('%s', (_, thrown, code) => {
    const body = toErrorBody(thrown, 'r-1');
    expect(body).toMatchObject({ status: 'error', code, request_id: 'r-1', error: ERROR_CODES[code][1] });
    expect(JSON.stringify(body)).not.toContain('inner text');
  });
});

describe('the body', () => {
  it('carries details, whole seconds and extra members, which cannot take the place of its own', () => {
    const details = [{ field: 'title', message: 'too long' }];
    const extra = { turn_id: 't-1', code: 'forged', status: 'success' };
    const body = toErrorBody(new AppError('turn_running', 'Busy.', { details, retryAfter: 1.2, extra }), 'r-1');
    expect(body).toEqual({
      status: 'error',
      error: 'Busy.',
      code: 'turn_running',
      request_id: 'r-1',
      details,
      retry_after: 2,
      turn_id: 't-1',
    });
  });

  it('never says to try again in zero seconds', () => {
    expect(toErrorBody(new AppError('rate_limited', undefined, { retryAfter: 0 }), '').retry_after).toBe(1);
  });

  it('says when to try again where the fault passes by itself', () => {
    expect(toErrorBody(coded('ECONNREFUSED'), '').retry_after).toBe(5);
  });

  it('keeps the foreign error for the log', () => {
    const error = new TypeError('inner text');
    expect(toAppError(error).cause).toBe(error);
  });
});
