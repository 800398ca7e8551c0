/** What turns cost. Rows are written by the transaction that ends a turn; this room reads them, nobody calls it. */
import { Module } from '@nestjs/common';
import { StatsController } from './stats.controller.js';
import { Summary } from './summary.js';

@Module({ controllers: [StatsController], providers: [Summary] })
export class StatsModule {}
