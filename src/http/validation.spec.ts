import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
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
  it('does not take text for a number in a body', async () => expect(await fields({ count: '1' })).toEqual(['count']));

  it('reads the page of a list', async () => {
    const query = (value: unknown) => validationPipe().transform(value, { type: 'query', metatype: PageQueryDto });
    expect(await query({})).toEqual({ limit: 20 });
    expect(await query({ limit: '100' })).toEqual({ limit: 100 });
    for (const limit of ['0', '101', '1.5', 'ten', '', ['1', '2']]) {
      await expect(query({ limit })).rejects.toThrow(AppError);
    }
  });
});
