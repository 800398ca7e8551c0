/** Memory: what a conversation needs now, everything ever said, and what is known from it. It must not know turns. */
import { Module } from '@nestjs/common';
import { LlmModule } from '../platform/llm/llm.module.js';
import { SearchModule } from '../platform/search/search.module.js';
import { SessionModule } from '../session/session.module.js';
import { StatsModule } from '../stats/stats.module.js';
import { Episodes } from './episodes.js';
import { FactSearch } from './facts/fact-search.js';
import { Forgetting } from './facts/forgetting.js';
import { Memories } from './facts/memories.js';
import { MemoryExport } from './facts/memory-export.js';
import { MemoryHistory } from './facts/memory-history.js';
import { MemoryRows } from './facts/memory-row.js';
import { Learning } from './learning/learning.js';
import { LatestWords } from './learning/latest-words.js';
import { LearningWatch } from './learning/learning-watch.js';
import { Reader } from './learning/reader.js';
import { MemoryController } from './memory.controller.js';
import { Outdated } from './outdated.js';
import { RecallController } from './recall.controller.js';
import { Recall } from './recall.js';
import { StillKnown } from './still-known.js';
import { Summaries } from './summary/summaries.js';
import { Summarizer } from './summary/summarizer.js';
import { SummaryWriter } from './summary/summary-writer.js';
import { TurnMemory } from './turn-memory.js';
import { WorkingContext } from './working-context.js';

@Module({
  imports: [LlmModule, SearchModule, SessionModule, StatsModule],
  controllers: [RecallController, MemoryController],
  providers: [
    Episodes,
    FactSearch,
    Forgetting,
    LatestWords,
    Learning,
    LearningWatch,
    Memories,
    MemoryExport,
    MemoryHistory,
    MemoryRows,
    Outdated,
    Reader,
    Recall,
    StillKnown,
    Summaries,
    Summarizer,
    SummaryWriter,
    TurnMemory,
    WorkingContext,
  ],
  exports: [Episodes, Forgetting, Memories, Outdated, StillKnown, Summaries, TurnMemory],
})
export class MemoryModule {}
