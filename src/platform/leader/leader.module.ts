/** Provides what one server of several does. It must not know what that is. */
import { Global, Module } from '@nestjs/common';
import { LeaderRounds } from './leader-rounds.js';

@Global()
@Module({ providers: [LeaderRounds], exports: [LeaderRounds] })
export class LeaderModule {}
