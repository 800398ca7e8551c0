import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsArray, IsIn, IsInt, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { AppError } from '../common/app-error.js';
import { PageQueryDto } from './page-query.dto.js';
import { validationPipe } from './validation.js';

class Inner {
  @IsString()
  name: string;
}

class Outer {
  @IsInt()
  count: number;

  @IsOptional()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  inner?: Inner[];
}

class Labelled {
  @IsString({ each: true })
  @IsArray()
  tags: string[];
}

class Account {
  @IsString()
  @MinLength(3)
  @MaxLength(8)
  username: string;

  @IsIn(['user', 'admin'])
  role: string;
}

async function sentences(value: unknown, metatype: new () => object = Account): Promise<string[]> {
  const refused = await validationPipe()
    .transform(value, { type: 'body', metatype })
    .catch((error: unknown) => error);
  return (refused as AppError).details!.map(({ message }) => message);
}

async function fields(value: unknown, metatype: new () => object = Outer): Promise<string[]> {
  try {
    await validationPipe().transform(value, { type: 'body', metatype });
    return [];
  } catch (error) {
    if (error instanceof AppError) return (error.details ?? []).map(({ field }) => field).sort();
    throw error;
  }
}

describe('validation', () => {
  it('takes what fits', async () => expect(await fields({ count: 1, inner: [{ name: 'a' }] })).toEqual([]));
  it('names a missing field', async () => expect(await fields({})).toEqual(['count']));
  it('refuses unknown fields by name', async () => expect(await fields({ count: 1, sudo: 1 })).toEqual(['sudo']));
  it('gives the path of a nested field', async () =>
    expect(await fields({ count: 1, inner: [{ name: 'a' }, { name: 2, more: 1 }] })).toEqual([
      'inner.1.more',
      'inner.1.name',
    ]));
  it.each([[[]], [null], ['text'], [7]])('refuses a body that is no object (%j)', async (value) =>
    expect(await fields(value)).not.toEqual([]),
  );
  it.each([
    [{ count: { constructor: 'x' } }, 'count.constructor'],
    [{ count: 1, inner: [{ name: 'a' }, { name: [{ constructor: 1 }] }] }, 'inner.1.name.0.constructor'],
    [{ count: 1, more: { a: { constructor: {} } } }, 'more.a.constructor'],
  ])('refuses an own constructor where no names are free (%j)', async (value, field) =>
    expect(await fields(value)).toEqual([field]),
  );
  it('does not take text for a number in a body', async () => expect(await fields({ count: '1' })).toEqual(['count']));

  it('says that a field is missing, and what it may be, not what is wrong with nothing', async () =>
    expect(await sentences({})).toEqual([
      'username is required',
      'role is required',
      'role must be one of the following values: user, admin',
    ]));
  it('says what kind of value a field takes, and no more, where it got another', async () => {
    const role = 'user';
    expect(await sentences({ username: 7, role })).toEqual(['username must be a string']);
    expect(await sentences({ username: null, role })).toEqual(['username must be a string']);
    expect(await sentences({ username: 'al', role })).toEqual([
      'username must be longer than or equal to 3 characters',
    ]);
  });

  it('asks for a list before it asks for what is in it', async () => {
    expect(await sentences({ tags: 'a' }, Labelled)).toEqual(['tags must be an array']);
    expect(await sentences({ tags: ['a', 7] }, Labelled)).toEqual(['each value in tags must be a string']);
  });

  it('reads the page of a list', async () => {
    const query = (value: unknown) => validationPipe().transform(value, { type: 'query', metatype: PageQueryDto });
    expect(await query({})).toEqual({ limit: 20 });
    expect(await query({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', '1.5', 'ten', '', ['1', '2']]) {
      await expect(query({ limit })).rejects.toThrow(AppError);
    }
  });
});
