/** Marks a member of a request that holds names its sender chose: metadata, a JSON schema. */
import { Exclude, Transform, Type } from 'class-transformer';

/** What class-transformer makes of an object while it looks into none of its members. */
@Exclude()
class Unread {}

/**
 * The object is kept as it came. class-transformer would copy it, take a member `constructor` for its class, and leave out
 * what every object has: `toString`, `valueOf`. Rules beside it still see what is no object.
 */
export function AsSent(): PropertyDecorator {
  return (target, name) => {
    Type(() => Unread)(target, name);
    Transform(({ value, obj, key }: { value: unknown; obj: Record<string, unknown>; key: string }) =>
      typeof obj[key] === 'object' && obj[key] !== null ? obj[key] : value,
    )(target, name);
  };
}
