/** The statements that accept a turn. Pure: question, answer row, turn and conversation in one batch, ready to commit. */
import { newId } from '../../common/ids.js';
import type { Statement } from '../../platform/database/statement.js';
import type { ConversationRow } from '../../session/conversations.js';
import { keepOutOfMemory } from '../../memory/message-marks.js';
import { insertMessage } from '../../session/message-row.js';
import { type Parent, placeAfter } from '../../session/placement.js';
import { titleFrom } from '../../session/title.js';
import { insertSearchable, insertSession, moveHead } from '../../session/turn-statements.js';
import { NEW_SESSION, type Outfit } from '../agents/outfit.js';
import type { AcceptedTurn } from './running-turn.js';
import type { TurnOptions } from './turn-options.js';

export interface TurnRequest {
  userId: string;
  /** Undefined: a conversation is made. */
  session?: ConversationRow;
  question: string;
  /** What the question follows; undefined: it is the first message. */
  parent?: Parent;
  /** The question goes wherever the conversation stands: nobody else's may have come in between. */
  continues?: boolean;
  options: TurnOptions;
  /** What the agent and the tone of the turn make of it. */
  outfit?: Outfit;
  model: string;
  /** ISO-8601. */
  now: string;
  leaseOwner: string;
  leaseUntil: string;
}

export interface Acceptance {
  turn: AcceptedTurn;
  statements: Statement[];
}

/** A new question and the answer to come. */
export function acceptQuestion(request: TurnRequest): Acceptance {
  const { userId, now, session, question, options } = request;
  const sessionId = session?.id ?? newId();
  const questionId = newId();
  const answerId = newId();
  const turnId = newId();
  const place = placeAfter(request.parent, questionId);
  const statements = [
    ...(session
      ? []
      : [insertSession(userId, { id: sessionId, title: titleFrom(question), titleSource: 'question' }, now)]),
    ...insertSearchable(userId, sessionId, {
      ...place,
      id: questionId,
      role: 'user',
      content: question,
      state: 'complete',
      createdAt: now,
      attachments: options.attachments,
    }),
    insertMessage(userId, sessionId, {
      id: answerId,
      parentId: questionId,
      branchId: place.branchId,
      depth: place.depth + 1,
      role: 'assistant',
      content: '',
      state: 'running',
      model: request.model,
      turnId,
      createdAt: now,
    }),
    ...turnAndHead(request, { sessionId, turnId, questionId, answerId, added: 2 }),
    ...(options.memory === false ? [keepOutOfMemory(userId, questionId), keepOutOfMemory(userId, answerId)] : []),
  ];
  if (session && session.title === null) statements.push(setFirstTitle(userId, sessionId, question));
  const tip = request.parent && { branchId: request.parent.branchId, depth: request.parent.depth };
  return { turn: toTurn(request, { sessionId, turnId, questionId, answerId, tip }), statements };
}

/** Another answer to a question that has one. `answer` is the one it stands beside; `parent` is the question. */
export function acceptSibling(
  request: TurnRequest & { session: ConversationRow },
  questionId: string,
  answer: { depth: number },
  before: { branchId: string; depth: number } | undefined,
): Acceptance {
  const { userId, now, session } = request;
  const answerId = newId();
  const turnId = newId();
  const statements = [
    insertMessage(userId, session.id, {
      id: answerId,
      parentId: questionId,
      branchId: answerId,
      depth: answer.depth,
      role: 'assistant',
      content: '',
      state: 'running',
      model: request.model,
      turnId,
      createdAt: now,
    }),
    ...turnAndHead(request, { sessionId: session.id, turnId, questionId, answerId, added: 1 }),
    ...(request.options.memory === false ? [keepOutOfMemory(userId, answerId)] : []),
  ];
  const turn = toTurn(request, { sessionId: session.id, turnId, questionId, answerId, tip: before });
  return { turn: { ...turn, isSibling: true }, statements };
}

interface Ids {
  sessionId: string;
  turnId: string;
  questionId: string;
  answerId: string;
}

function turnAndHead(request: TurnRequest, ids: Ids & { added: number }): Statement[] {
  const { userId, now, model, options } = request;
  const { sessionId, turnId, questionId, answerId, added } = ids;
  const from = request.continues ? (request.session?.head_id ?? null) : undefined;
  return [
    {
      sql: `INSERT INTO turns (user_id, id, session_id, user_message_id, message_id, state, model, options, lease_owner,
        lease_until, created_at) VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?, ?, ?)`,
      params: [
        userId,
        turnId,
        sessionId,
        questionId,
        answerId,
        model,
        JSON.stringify(options),
        request.leaseOwner,
        request.leaseUntil,
        now,
      ],
    },
    moveHead(userId, { sessionId, headId: answerId, added, from }, now),
  ];
}

function setFirstTitle(userId: string, sessionId: string, question: string): Statement {
  return {
    sql: "UPDATE sessions SET title = ?, title_source = 'question' WHERE user_id = ? AND id = ? AND title IS NULL",
    params: [titleFrom(question), userId, sessionId],
  };
}

function toTurn(request: TurnRequest, ids: Ids & { tip: AcceptedTurn['tip'] }): AcceptedTurn {
  return {
    userId: request.userId,
    turnId: ids.turnId,
    sessionId: ids.sessionId,
    userMessageId: ids.questionId,
    messageId: ids.answerId,
    question: request.question,
    tip: ids.tip,
    session: request.session ?? NEW_SESSION,
    options: request.options,
    ...request.outfit,
    model: request.model,
    createdAt: request.now,
    isNewSession: !request.session,
  };
}
