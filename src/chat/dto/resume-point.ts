import type { Request } from 'express';
import { AppError } from '../../common/app-error.js';

/** After which event a reader goes on: `Last-Event-ID`, else `?after=`; -1: from the beginning. */
export function resumePoint(request: Request): number {
  const given = request.get('last-event-id') ?? request.query.after;
  if (given === undefined || given === '') return -1;
  if (typeof given !== 'string' || !/^-?\d{1,15}$/.test(given)) {
    throw new AppError('bad_request', 'after (or Last-Event-ID) must be the number of the last event you saw.');
  }
  return Math.max(-1, Number(given));
}
