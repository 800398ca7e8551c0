/** Every event of the application. Payloads are ids and numbers: whoever needs more reads it, with its own owner check. */
export interface EventMap {
  /** An account and everything it owned is gone. */
  'user.deleted': { userId: string };
  /** An account was made. */
  'account.created': { userId: string };
  /** An administrator changed an account. */
  'account.changed': { userId: string; role?: string; disabled?: boolean; limits?: Record<string, number> | null };
  /** An API key was made, or ended. */
  'key.created': { userId: string; keyId: string };
  'key.deleted': { userId: string; keyId: string };
  /** A key has another name or other budgets. */
  'key.changed': { userId: string; keyId: string; limits: Record<string, number> | null };
  /** Settings have other values now. */
  'config.changed': { keys: string[] };
  /** Credentials died; `credentialId` undefined: all of the user's. Open streams of theirs must close. */
  'credential.revoked': { userId: string; credentialId?: string };
  /** A conversation is there for nobody from now on; its rows are about to go, and `session.deleted` follows. */
  'session.hidden': { userId: string; sessionId: string };
  /** A conversation and its messages are gone. A short one goes at once, and was not hidden before. */
  'session.deleted': { userId: string; sessionId: string };
  /** A conversation was copied up to a message; `messageId` is the copy of that message. */
  'session.forked': { userId: string; sessionId: string; messageId: string };
  /** Messages were committed and wait in search_pending. */
  'messages.saved': { userId: string };
  /** A turn was accepted and is being answered by this process. */
  'turn.started': { userId: string; turnId: string };
  /** A turn is not answered by this process any more: it was laid aside until a person decides, or another server has it. */
  'turn.waiting': { userId: string; turnId: string };
  /** A turn reached its end. */
  'turn.ended': {
    userId: string;
    sessionId: string;
    turnId: string;
    messageId: string;
    state: string;
    /** Of the whole conversation up to its end, where all of it stood in the prompt. */
    conversation?: { messages: number; tokens: number };
    /** As its usage row has it. Times in milliseconds from its acceptance. */
    measured?: {
      promptTokens: number;
      completionTokens: number;
      firstTokenMs?: number;
      totalMs: number;
      code?: string;
    };
  };
  /** A tool gave its one result, or failed. Milliseconds. */
  'tool.ended': { userId: string; tool: string; ok: boolean; totalMs: number };
  /** A call of a model server reached its end, retries included; a turn may make several. Times in milliseconds. */
  'model.ended': {
    /** Undefined: nobody is known for whom it was. */
    userId?: string;
    turnId?: string;
    purpose?: string;
    model: string;
    /** As it was asked for, where that answered, and the name of its server. */
    asked?: string;
    upstream?: string;
    promptTokens: number;
    completionTokens: number;
    estimated: boolean;
    firstTokenMs?: number;
    totalMs: number;
    retries: number;
    outcome: string;
    code?: string;
  };
  /** A document reached ready or failed. */
  'document.ended': { userId: string; documentId: string; state: string };
  /** The search index answered, or failed to. Milliseconds. */
  'search.ended': { corpus: string; totalMs: number };
  /** A sign-in succeeded or failed. */
  'login.ended': { userId?: string; ok: boolean };
}
