/** Provides the turn log of this installation. */
import { Module } from '@nestjs/common';
import { InProcessTurnLog } from './in-process-turn-log.js';
import { TurnLog } from './turn-log.js';

@Module({ providers: [{ provide: TurnLog, useClass: InProcessTurnLog }], exports: [TurnLog] })
export class TurnLogModule {}
