/** Conversations and their messages: a tree, one row a message. It must not know turns, models or memory. */
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { SearchModule } from '../platform/search/search.module.js';
import { IdempotencyModule } from '../platform/database/idempotency.module.js';
import { BranchTips } from './branch-tips.js';
import { Conversations } from './conversations.js';
import { ExpiredSessions } from './expired-sessions.js';
import { SessionExport } from './export/session-export.js';
import { ImportDoor } from './import/import-door.js';
import { ImportController } from './import/import.controller.js';
import { KeyedStream } from './import/keyed-stream.js';
import { LongSessions } from './import/long-sessions.js';
import { SessionImport } from './import/session-import.js';
import { MessageIndexer } from './indexing/message-indexer.js';
import { PendingMessages } from './indexing/pending-messages.js';
import { MessagePages } from './message-pages.js';
import { MessageVersions } from './message-versions.js';
import { SessionCopies } from './session-copies.js';
import { SessionController } from './session.controller.js';
import { SessionList } from './session-list.js';
import { SessionRemoval } from './session-removal.js';
import { Sessions } from './sessions.js';
import { UnfinishedSessions } from './unfinished-sessions.js';

@Module({
  imports: [AuthModule, IdempotencyModule, SearchModule],
  controllers: [ImportController, SessionController],
  providers: [
    BranchTips,
    Conversations,
    ExpiredSessions,
    ImportDoor,
    KeyedStream,
    LongSessions,
    MessageIndexer,
    MessagePages,
    MessageVersions,
    PendingMessages,
    SessionCopies,
    SessionExport,
    SessionImport,
    SessionList,
    SessionRemoval,
    Sessions,
    UnfinishedSessions,
  ],
  exports: [Conversations, PendingMessages, SessionCopies, SessionRemoval, Sessions],
})
export class SessionModule {}
