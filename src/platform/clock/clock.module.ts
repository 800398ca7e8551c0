/** Provides the time to every room, so that tests can put another clock in its place. It must know nothing else. */
import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../../common/clock.js';

@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class ClockModule {}
