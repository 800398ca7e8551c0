/** The open conversation: its tree, which branch is shown, and the answers that are being written. */
import { Problem, sentenceOf } from '../api/problem.js';
import { call, page, send } from '../api/request.js';
import type { NumberedEvent, TurnStart } from '../api/turn-event.js';
import type { Message, Session } from '../api/types.js';
import { Store } from '../state/store.js';
import { tell } from '../state/toasts.js';
import { EventBatch } from './event-batch.js';
import { followTurn } from './follow-turn.js';
import { type Asked, begun, isOpen, withEvents } from './live-message.js';
import { beforeAll, type Messages, pathTo } from './message-tree.js';

export interface TurnOptions {
  model?: string;
  tone?: string;
  agent?: string;
  documents?: boolean | string[];
  memory?: boolean;
  web?: boolean;
  attachments?: string[];
}

export interface ConversationState {
  sessionId: string | null;
  session?: Session;
  messages: Messages;
  /** Last message of the branch that is shown. */
  leafId: string | null;
  /** Where the server goes on by itself. */
  headId: string | null;
  loading: boolean;
  /** Messages before the shown ones are on their way. */
  reaching?: boolean;
  problem?: string;
  /** A question that was sent and not yet taken. */
  pending?: string;
}

/** Messages read at a time: some screens full. */
const AT_ONCE = 40;

const isLive = (message: Message | undefined): boolean => message !== undefined && isOpen(message);

const EMPTY: ConversationState = { sessionId: null, messages: new Map(), leafId: null, headId: null, loading: false };

export class Conversation {
  readonly state = new Store<ConversationState>(EMPTY);
  private leaving = new AbortController();
  private looking = false;

  /** `onSession` hears of a conversation that came into being or changed. */
  constructor(private readonly onSession: (sessionId: string) => void) {}

  async open(sessionId: string | null): Promise<void> {
    const shown = this.state.value;
    if (sessionId && sessionId === shown.sessionId && !shown.problem) return;
    this.close();
    this.state.set({ ...EMPTY, sessionId, loading: Boolean(sessionId) });
    if (sessionId) await this.load(sessionId, this.leaving.signal);
  }

  close(): void {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.state.set(EMPTY);
  }

  /** Follows the newest message of the shown branch. Rejects, with nothing kept, where the question was not taken. */
  async ask(message: string, options: TurnOptions): Promise<void> {
    const { sessionId, headId, leafId } = this.state.value;
    // Without a parent the server takes its own newest message, and refuses where an answer is still being written.
    const branch = sessionId && headId !== leafId ? { parent_id: leafId } : {};
    const question = { content: message, parent_id: leafId, attachments: options.attachments };
    await this.start(
      '/api/chat',
      { message, ...(sessionId && { session_id: sessionId }), ...branch, ...options },
      leafId,
      question,
    );
  }

  /** Asks something else in the place of a question: a branch of its own. */
  async edit(question: Message, message: string, options: TurnOptions): Promise<void> {
    const { session_id, parent_id, attachments } = question;
    const given = { ...options, attachments: attachments?.length ? attachments : undefined };
    await this.start('/api/chat', { message, session_id, parent_id, ...given }, parent_id, {
      content: message,
      parent_id,
      attachments,
    });
  }

  async regenerate(answer: Message, options: TurnOptions): Promise<void> {
    await this.start('/api/chat/regenerate', { message_id: answer.id, ...options }, answer.parent_id);
  }

  async stop(turnId: string): Promise<void> {
    await call('POST', `/api/chat/turns/${turnId}/stop`);
  }

  /** Shows the branch that goes through a message, and on by the newest versions. */
  async show(messageId: string): Promise<void> {
    const { signal } = this.leaving;
    const rows = await this.read(`through=${messageId}`, signal);
    if (rows[0] && !signal.aborted) this.state.patch({ leafId: rows[0].id });
  }

  /** Reads on before the first message that is shown; a conversation begins with its end. */
  async reachBack(): Promise<void> {
    const { messages, leafId, reaching } = this.state.value;
    const before = beforeAll(pathTo(messages, leafId));
    if (!before || reaching) return;
    const { signal } = this.leaving;
    this.state.patch({ reaching: true });
    try {
      await this.read(`until=${before}`, signal);
    } finally {
      if (!signal.aborted) this.state.patch({ reaching: false });
    }
  }

  /** Another tab or device may have gone on: shows what is new, and follows what is being written. Whether there was any. */
  async lookAgain(): Promise<boolean> {
    const { sessionId, headId, loading, problem } = this.state.value;
    if (!sessionId || loading || problem || this.isAsking || this.looking) return false;
    const { signal } = this.leaving;
    this.looking = true;
    try {
      const { session } = await call<{ session: Session }>('GET', `/api/session/${sessionId}`, { signal });
      if (!session.head_id || session.head_id === headId || this.isAsking) return false;
      await this.read('', signal);
      if (signal.aborted || this.isAsking || this.state.value.headId !== headId) return false;
      this.goOnTo(session, session.head_id);
      return true;
    } catch (error) {
      // Nobody asked for it: what fails is tried again with the next look, but one that is gone stays so.
      if (!signal.aborted && error instanceof Problem && error.status === 404)
        this.state.patch({ problem: sentenceOf(error) });
      return false;
    } finally {
      this.looking = false;
    }
  }

  private get isAsking(): boolean {
    return this.state.value.pending !== undefined;
  }

  /** Who looks at another branch than the one that went on stays there. */
  private goOnTo(session: Session, head: string): void {
    const { messages, leafId, headId } = this.state.value;
    const path = pathTo(messages, head);
    const isAlong = path.some(({ id }) => id === leafId) || (leafId === headId && beforeAll(path) !== null);
    this.state.patch({ session, headId: head, ...(isAlong && { leafId: head }) });
  }

  private async load(sessionId: string, signal: AbortSignal): Promise<void> {
    try {
      const [{ session }, rows] = await Promise.all([
        call<{ session: Session }>('GET', `/api/session/${sessionId}`, { signal }),
        this.read('', signal),
      ]);
      const leafId = session.head_id ?? rows[0]?.id ?? null;
      this.state.patch({ session, leafId, headId: leafId, loading: false });
    } catch (error) {
      if (!signal.aborted) this.state.patch({ loading: false, problem: sentenceOf(error) });
    }
  }

  /** The newest messages of a branch. What is being written here already stays as it is, the rest is followed. */
  private async read(branch: string, signal: AbortSignal, most = AT_ONCE): Promise<Message[]> {
    const { sessionId } = this.state.value;
    const query = `order=desc&versions=true&limit=${most}`;
    const { data: rows } = await page<Message>(`/api/session/${sessionId}/messages?${query}&${branch}`, signal);
    const known = this.state.value.messages;
    const fresh = rows.filter(({ id }) => !isLive(known.get(id)));
    this.state.patch({ messages: new Map([...known, ...fresh.map((row) => [row.id, row] as const)]) });
    for (const row of fresh) {
      if (isOpen(row) && row.turn_id) void this.follow(signal, { turnId: row.turn_id, messageId: row.id });
    }
    return rows;
  }

  /** `from` is the message the new one hangs on; what was shown before is shown again where the server refuses. */
  private async start(path: string, body: object, from: string | null, question?: Asked): Promise<void> {
    const { signal } = this.leaving;
    const { leafId } = this.state.value;
    this.state.patch({ pending: question?.content ?? '', leafId: from });
    try {
      // Leaving does not cut it: whether the question was taken has to be known.
      const response = await send('POST', path, { json: { ...body, streaming: true } });
      if (signal.aborted) return await this.leave(response);
      await new Promise<void>((taken, refused) => {
        const onStart = (event: TurnStart) => {
          this.accept(event, question);
          if (question && !('parent_id' in body) && 'session_id' in body) void this.place(event, signal);
          taken();
        };
        this.follow(signal, { response, onStart }).then(taken, (error: unknown) =>
          signal.aborted ? taken() : refused(error as Error),
        );
      });
    } catch (error) {
      if (signal.aborted) throw error;
      this.state.patch({ pending: undefined, leafId });
      if (error instanceof Problem && error.code === 'turn_running') await this.reload();
      throw error;
    }
  }

  /** Taken, and its conversation is not shown any more: the answer is written all the same. */
  private async leave(response: Response): Promise<void> {
    await response.body?.cancel();
    this.onSession('');
  }

  /** Where the server put a question that named no place: another tab may have gone on meanwhile. */
  private async place({ user_message_id, message_id }: TurnStart, signal: AbortSignal): Promise<void> {
    try {
      const rows = await this.read(`until=${message_id}`, signal, 2);
      const before = rows.find(({ id }) => id === user_message_id)?.parent_id;
      if (before && !this.state.value.messages.has(before)) await this.read(`until=${before}`, signal);
    } catch (error) {
      if (!signal.aborted) tell(sentenceOf(error), 'problem');
    }
  }

  /** Another tab or device went on with this conversation: look again, and follow what is running. */
  private async reload(): Promise<void> {
    const { sessionId } = this.state.value;
    this.close();
    await this.open(sessionId);
  }

  private accept(event: TurnStart, question?: Asked): void {
    const { messages } = this.state.value;
    const added = begun(event, question).map((message) => [message.id, message] as const);
    this.state.patch({
      sessionId: event.session_id,
      headId: event.message_id,
      messages: new Map([...messages, ...added]),
      leafId: event.message_id,
      pending: undefined,
    });
    this.onSession(event.session_id);
  }

  private async follow(
    signal: AbortSignal,
    from: { response?: Response; turnId?: string; messageId?: string; onStart?: (event: TurnStart) => void },
  ): Promise<void> {
    let { messageId } = from;
    const batch = new EventBatch((events) => {
      if (signal.aborted || !messageId) return;
      this.state.patch({ messages: withEvents(this.state.value.messages, messageId, events) });
    });
    const onEvent = (event: NumberedEvent) => {
      if (event.type === 'turn-start') {
        messageId = event.message_id;
        from.onStart?.(event);
      }
      batch.add(event);
      if (event.type === 'turn-end') this.onSession(this.state.value.sessionId ?? '');
    };
    try {
      await followTurn({ ...from, signal, onEvent });
    } catch (error) {
      if (!from.turnId) throw error;
      tell(sentenceOf(error), 'problem');
    } finally {
      batch.flush();
    }
  }
}
