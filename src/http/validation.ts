/** Checks every body, query and parameter against its DTO class: unknown fields are refused, not dropped. */
import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type ErrorDetail } from '../common/app-error.js';

export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new AppError('validation_failed', undefined, { details: toDetails(errors) }),
  });
}

/** One detail a broken rule, with the path of its field: `messages.0.role`. */
export function toDetails(errors: readonly ValidationError[], path = ''): ErrorDetail[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = [path, property].filter(Boolean).join('.');
    const own = Object.values(constraints ?? {}).map((message) => ({ field: field || 'body', message }));
    return [...own, ...toDetails(children ?? [], field)];
  });
}
