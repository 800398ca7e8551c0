/** The turn: a question in, a durable, streamed, cited answer out. It must not know how rooms below keep their things. */
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { IdempotencyModule } from '../platform/database/idempotency.module.js';
import { MemoryModule } from '../memory/memory.module.js';
import { LlmModule } from '../platform/llm/llm.module.js';
import { TurnLogModule } from '../platform/turn-log/turn-log.module.js';
import { FilesModule } from '../files/files.module.js';
import { RagModule } from '../rag/rag.module.js';
import { SessionModule } from '../session/session.module.js';
import { StatsModule } from '../stats/stats.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { AgentDrafts } from './agents/agent-draft.js';
import { AgentExport } from './agents/agent-export.js';
import { Agents } from './agents/agents.js';
import { AgentsController } from './agents/agents.controller.js';
import { NamedProfiles } from './agents/named-profiles.js';
import { Outfitter } from './agents/outfitter.js';
import { AnswerDoor } from './answer-door.js';
import { ApprovalExpiry } from './approval/approval-expiry.js';
import { ApprovalRows } from './approval/approval-rows.js';
import { Approvals } from './approval/approvals.js';
import { ApprovedCalls } from './approval/approved-calls.js';
import { Checkpoints } from './approval/checkpoints.js';
import { TurnResumption } from './approval/turn-resumption.js';
import { TurnSuspension } from './approval/turn-suspension.js';
import { WaitingTurns } from './approval/waiting-turns.js';
import { ChatController } from './chat.controller.js';
import { ContextGatherer } from './context/context-gatherer.js';
import { MessageContexts } from './context/message-contexts.js';
import { RecallScrubber } from './context/recall-scrubber.js';
import { AnswerLoop } from './loop/answer-loop.js';
import { Feedback } from './feedback.js';
import { MessageController } from './message.controller.js';
import { Models } from './models.js';
import { ToolProtocol } from './loop/tool-protocol.js';
import { ToolStages } from './loop/tool-stages.js';
import { PoliciesController } from './policies/policies.controller.js';
import { ToolPolicies } from './policies/tool-policies.js';
import { CriticPattern } from './patterns/critic-pattern.js';
import { PatternedAnswer } from './patterns/patterned-answer.js';
import { PlanPattern } from './patterns/plan-pattern.js';
import { StyleController } from './tone/style.controller.js';
import { StyleDrift } from './tone/style-drift.js';
import { StyleMeasures } from './tone/style-measures.js';
import { Tones } from './tone/tones.js';
import { TonesController } from './tone/tones.controller.js';
import { StructuredAnswers } from './structured/structured-answers.js';
import { TitleWriter } from './title-writer.js';
import { AnswerSaver } from './turn/answer-saver.js';
import { GracefulEnd } from './turn/graceful-end.js';
import { Instance } from './turn/instance.js';
import { NamedSources } from './turn/named-sources.js';
import { OrphanBills } from './turn/orphan-bills.js';
import { OrphanEnd } from './turn/orphan-end.js';
import { OrphanSweep } from './turn/orphan-sweep.js';
import { RunningTurns } from './turn/running-turns.js';
import { TurnAdmission } from './turn/turn-admission.js';
import { TurnChanges } from './turn/turn-changes.js';
import { TurnControl } from './turn/turn-control.js';
import { TurnFinisher } from './turn/turn-finisher.js';
import { TurnHistory } from './turn/turn-history.js';
import { TurnJournal } from './turn/turn-journal.js';
import { TurnNarrator } from './turn/turn-narrator.js';
import { TurnPreparation } from './turn/turn-preparation.js';
import { TurnReplays } from './turn/turn-replays.js';
import { TurnRetention } from './turn/turn-retention.js';
import { TurnRunner } from './turn/turn-runner.js';
import { TurnSpeech } from './turn/turn-speech.js';
import { TurnStops } from './turn/turn-stops.js';
import { TurnWatch } from './turn/turn-watch.js';
import { Turns } from './turn/turns.js';

@Module({
  imports: [
    AuthModule,
    IdempotencyModule,
    LlmModule,
    TurnLogModule,
    SessionModule,
    StatsModule,
    MemoryModule,
    FilesModule,
    RagModule,
    ToolsModule,
  ],
  controllers: [
    AgentsController,
    ChatController,
    MessageController,
    PoliciesController,
    StyleController,
    TonesController,
  ],
  providers: [
    AgentDrafts,
    AgentExport,
    Agents,
    AnswerDoor,
    AnswerLoop,
    AnswerSaver,
    ApprovalExpiry,
    ApprovalRows,
    Approvals,
    ApprovedCalls,
    Checkpoints,
    ContextGatherer,
    CriticPattern,
    Feedback,
    GracefulEnd,
    Instance,
    MessageContexts,
    Models,
    NamedProfiles,
    NamedSources,
    OrphanBills,
    OrphanEnd,
    OrphanSweep,
    PatternedAnswer,
    PlanPattern,
    RecallScrubber,
    Outfitter,
    RunningTurns,
    StructuredAnswers,
    StyleDrift,
    StyleMeasures,
    TitleWriter,
    Tones,
    ToolPolicies,
    ToolProtocol,
    ToolStages,
    TurnAdmission,
    TurnChanges,
    TurnControl,
    TurnFinisher,
    TurnHistory,
    TurnJournal,
    TurnNarrator,
    TurnPreparation,
    TurnReplays,
    TurnResumption,
    TurnRetention,
    TurnRunner,
    TurnSpeech,
    TurnStops,
    TurnSuspension,
    TurnWatch,
    Turns,
    WaitingTurns,
  ],
  exports: [Turns, TurnWatch],
})
export class ChatModule {}
