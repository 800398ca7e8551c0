/** Conversations and their messages: a tree, one row a message. It must not know turns, models or memory. */
import { Module } from '@nestjs/common';
import { ClockModule } from '../platform/clock/clock.module.js';
import { SearchModule } from '../platform/search/search.module.js';
import { Conversations } from './conversations.js';
import { MessageIndexer } from './indexing/message-indexer.js';
import { PendingMessages } from './indexing/pending-messages.js';
import { MessagePages } from './message-pages.js';
import { SessionCopies } from './session-copies.js';
import { SessionController } from './session.controller.js';
import { SessionList } from './session-list.js';
import { Sessions } from './sessions.js';

@Module({
  imports: [ClockModule, SearchModule],
  controllers: [SessionController],
  providers: [Conversations, MessageIndexer, MessagePages, PendingMessages, SessionCopies, SessionList, Sessions],
  exports: [Conversations, PendingMessages],
})
export class SessionModule {}
