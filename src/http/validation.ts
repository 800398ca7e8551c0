/** Checks every body, query and parameter against its DTO class: unknown fields are refused, not dropped. */
import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type ErrorDetail } from '../common/app-error.js';

export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false },
    exceptionFactory: (errors) => new AppError('validation_failed', undefined, { details: toDetails(errors) }),
  });
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
