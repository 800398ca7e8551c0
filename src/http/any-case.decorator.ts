import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';

/** An id, or a list of them, in whatever case it was sent: ours are lower-case, and some platforms write UUIDs in capitals. */
export function AnyCase(): PropertyDecorator {
  return applyDecorators(Transform(({ value }: { value: unknown }) => lowered(value)));
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  return typeof value === 'string' ? value.toLowerCase() : value;
}
