import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { IsInt, IsOptional, IsString, validateSync } from 'class-validator';
import { MayBeAbsent } from './may-be-absent.decorator.js';

class Asked {
  @MayBeAbsent()
  @IsString()
  title?: string;

  @MayBeAbsent()
  @IsInt()
  count: number = 5;

  @IsOptional()
  @IsString()
  folder?: string | null;
}

describe('MayBeAbsent', () => {
  it.each([
    [{}, { title: undefined, count: 5 }],
    [
      { title: null, count: null, folder: null },
      { title: undefined, count: 5, folder: null },
    ],
    [
      { title: 'x', count: 7 },
      { title: 'x', count: 7 },
    ],
  ])('takes %j', (plain, expected) => {
    const asked = plainToInstance(Asked, plain);
    expect(validateSync(asked)).toEqual([]);
    expect({ ...asked }).toEqual(expected);
  });

  it('refuses what is of another kind', () => {
    expect(validateSync(plainToInstance(Asked, { title: 1, count: 'x' }))).toHaveLength(2);
  });
});
