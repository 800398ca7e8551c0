/** Every entity of every room, for the data source; only the top floor may know them all. */
import { MIGRATIONS } from '../migrations/index.js';
import { ApiKey } from './auth/api-key.entity.js';
import { DeletionReceiptCount } from './auth/deletion-receipt-count.entity.js';
import { DeletionReceipt } from './auth/deletion-receipt.entity.js';
import { InstanceFact } from './auth/instance-fact.entity.js';
import { Invite } from './auth/invite.entity.js';
import { RefreshFamily } from './auth/refresh-family.entity.js';
import { RefreshToken } from './auth/refresh-token.entity.js';
import { RetentionRule } from './auth/retention-rule.entity.js';
import { User } from './auth/user.entity.js';
import { TurnApproval } from './chat/approval/turn-approval.entity.js';
import { TurnCheckpoint } from './chat/approval/turn-checkpoint.entity.js';
import { MessageContext } from './chat/message-context.entity.js';
import { MessageFeedback } from './chat/message-feedback.entity.js';
import { ToolPolicy } from './chat/policies/tool-policy.entity.js';
import { Profile } from './chat/profiles/profile.entity.js';
import { AnswerStyle } from './chat/tone/answer-style.entity.js';
import { Turn } from './chat/turn.entity.js';
import type { Schema } from './platform/database/data-source-options.js';
import { IdempotencyKey } from './platform/database/idempotency-key.entity.js';
import { StoredFile } from './files/stored-file.entity.js';
import { ConversationSummary } from './memory/conversation-summary.entity.js';
import { Memory } from './memory/memory.entity.js';
import { MemoryReset } from './memory/memory-reset.entity.js';
import { MemorySource } from './memory/memory-source.entity.js';
import { MemoryStem } from './memory/memory-stem.entity.js';
import { MemoryVersion } from './memory/memory-version.entity.js';
import { MessageMark } from './memory/message-mark.entity.js';
import { LeaseRow } from './platform/leader/lease.entity.js';
import { Job } from './platform/queue/job.entity.js';
import { Chunk } from './rag/chunk.entity.js';
import { Collection } from './rag/collection.entity.js';
import { DocumentText } from './rag/document-text.entity.js';
import { Document } from './rag/document.entity.js';
import { Source } from './rag/sources/source.entity.js';
import { Message } from './session/message.entity.js';
import { Session } from './session/session.entity.js';
import { AuditEntry } from './settings/audit/audit-entry.entity.js';
import { SettingChange } from './settings/setting-change.entity.js';
import { Setting } from './settings/setting.entity.js';
import { BudgetDay } from './stats/budgets/budget-day.entity.js';
import { BudgetGuard } from './stats/budgets/budget-guard.entity.js';
import { BudgetReservation } from './stats/budgets/budget-reservation.entity.js';
import { CallRollup } from './stats/calls/call-rollup.entity.js';
import { EventCount } from './stats/calls/event-count.entity.js';
import { ModelCallRow } from './stats/calls/model-call.entity.js';
import { UsageRecord } from './stats/usage-record.entity.js';
import { UsageRollup } from './stats/usage-rollup.entity.js';
import { McpCredential } from './tools/mcp/mcp-credential.entity.js';
import { McpToolPin } from './tools/mcp/mcp-tool-pin.entity.js';

export const SCHEMA: Schema = {
  entities: [
    ApiKey,
    DeletionReceipt,
    DeletionReceiptCount,
    InstanceFact,
    Invite,
    RefreshFamily,
    RefreshToken,
    RetentionRule,
    User,
    TurnApproval,
    TurnCheckpoint,
    MessageContext,
    MessageFeedback,
    ToolPolicy,
    Profile,
    AnswerStyle,
    Turn,
    IdempotencyKey,
    StoredFile,
    ConversationSummary,
    Memory,
    MemoryReset,
    MemorySource,
    MemoryStem,
    MemoryVersion,
    MessageMark,
    LeaseRow,
    Job,
    Chunk,
    Collection,
    DocumentText,
    Document,
    Source,
    Message,
    Session,
    AuditEntry,
    SettingChange,
    Setting,
    BudgetDay,
    BudgetGuard,
    BudgetReservation,
    CallRollup,
    EventCount,
    ModelCallRow,
    UsageRecord,
    UsageRollup,
    McpCredential,
    McpToolPin,
  ],
  migrations: MIGRATIONS,
};
