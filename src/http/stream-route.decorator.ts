/** Marks a GET route that answers with a stream: asking for its headers alone (HEAD) must start nothing. */
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Observable, of } from 'rxjs';

class HeadStartsNothing implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    if (http.getRequest<Request>().method !== 'HEAD') return next.handle();
    http.getResponse<Response>().status(200).type('text/event-stream').end();
    return of(undefined);
  }
}

export const StreamRoute = () => applyDecorators(UseInterceptors(HeadStartsNothing));
