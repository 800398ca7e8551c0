import type { Request } from 'express';
import type { StartRequest } from '../turn/turns.js';
import type { SendMessageDto } from './chat.dto.js';
import { idempotent } from '../../http/idempotent.js';
import { toTurnOptions } from './turn-options.dto.js';

export function toStartRequest(dto: SendMessageDto, request: Request): StartRequest {
  return {
    sessionId: dto.session_id,
    message: dto.message,
    parentId: dto.parent_id,
    options: toTurnOptions(dto),
    idempotency: idempotent(request, 'chat'),
  };
}
