/** Checks every body, query and parameter against its DTO class: unknown fields are refused, not dropped. */
import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type ErrorDetail } from '../common/app-error.js';
import { isId } from '../common/ids.js';

class Validation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Some platforms write UUIDs in capitals; ours are lower-case.
    if (metadata.type === 'param' && typeof value === 'string' && isId(value.toLowerCase())) return value.toLowerCase();
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      throw toRefusal(error, value);
    }
  }

  protected override stripProtoKeys(): void {
    // Nest would delete every `constructor` and `prototype`, also of metadata and schemas, and say nothing. What reaches
    // a prototype never comes so far: checkJson refuses it.
  }
}

export function validationPipe(): ValidationPipe {
  return new Validation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false },
    exceptionFactory: (errors) => new AppError('validation_failed', undefined, { details: toDetails(errors) }),
  });
}

/**
 * An own `constructor` is taken for the class of its object by class-transformer, which then throws a TypeError: nothing a
 * request holds is a class. Only members that are kept as sent may have one.
 */
export function toRefusal(error: unknown, value: unknown): unknown {
  const field = error instanceof TypeError ? ownConstructor(value) : undefined;
  if (field === undefined) return error;
  const details = [{ field, message: 'this name is not allowed' }];
  return new AppError('validation_failed', undefined, { details, cause: error });
}

function ownConstructor(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, 'constructor')) return 'constructor';
  for (const [key, member] of Object.entries(value)) {
    const found = ownConstructor(member);
    if (found !== undefined) return `${key}.${found}`;
  }
  return undefined;
}

/** Rules about what kind of value a field takes: where one is broken, the others say nothing more. By their names in class-validator; a list comes before what it is made of. */
const KINDS = ['isArray', 'isObject', 'isString', 'isInt', 'isNumber', 'isBoolean'];
/** Rules whose sentence tells what to send, where nothing was. */
const CHOICES = ['isIn', 'equals'];

/** One detail a broken rule that tells something, with the path of its field: `messages.0.role`. Values are not repeated. */
export function toDetails(errors: readonly ValidationError[], path = ''): ErrorDetail[] {
  return errors.flatMap(({ property, value, constraints = {}, children }) => {
    const field = [path, property].filter(Boolean).join('.');
    const told = property && value === undefined ? ofAbsent(property, constraints) : ofPresent(constraints);
    const own = told.map((message) => ({ field: field || 'body', message }));
    return [...own, ...toDetails(children ?? [], field)];
  });
}

function ofAbsent(property: string, broken: Record<string, string>): string[] {
  if (!Object.keys(broken).length) return [];
  return [`${property} is required`, ...CHOICES.flatMap((rule) => broken[rule] ?? [])];
}

function ofPresent(broken: Record<string, string>): string[] {
  const kind = KINDS.find((rule) => rule in broken);
  return kind ? [broken[kind]!] : Object.values(broken);
}
