/** Marks a member of a request that may be left out, and for which null says the same: programs often send it so. */
import { Transform } from 'class-transformer';
import { IsOptional } from 'class-validator';

/**
 * For members whose type has no null; where null means something, IsOptional lets it through. Null becomes the default of
 * the class, undefined where it has none: no code behind a check has to think of it.
 */
export function MayBeAbsent(): PropertyDecorator {
  return (target, name) => {
    IsOptional()(target, name);
    const whenAbsent = () => (new (target.constructor as new () => object)() as Record<PropertyKey, unknown>)[name];
    Transform(({ value }: { value: unknown }) => (value === null ? whenAbsent() : value))(target, name);
  };
}
