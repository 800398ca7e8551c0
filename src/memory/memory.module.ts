/** Memory: what a conversation needs now, and everything ever said. It must not know turns or models. */
import { Module } from '@nestjs/common';
import { SearchModule } from '../platform/search/search.module.js';
import { SessionModule } from '../session/session.module.js';
import { Episodes } from './episodes.js';
import { MemoryController } from './memory.controller.js';
import { Recall } from './recall.js';
import { WorkingContext } from './working-context.js';

@Module({
  imports: [SearchModule, SessionModule],
  controllers: [MemoryController],
  providers: [Episodes, Recall, WorkingContext],
  exports: [Episodes],
})
export class MemoryModule {}
