/** A turn while it runs: its numbered events, its growing answer, and what ends it. Knows neither database nor network. */
import type { LogFrame } from '../../common/log-frame.js';
import type { Span } from '../../platform/tracing/tracer.js';
import type { BudgetLimits } from '../agents/agent.js';
import type { Pattern } from '../patterns/pattern.js';
import type { IncompleteReason, RecalledMemory, StepEvent, TurnEnd, TurnEvent } from '../turn-event.js';
import { GrowingText } from './growing-text.js';
import { turnFrame } from './turn-frame.js';
import type { TurnOptions } from './turn-options.js';

/** What was saved when the turn was accepted. */
export interface AcceptedTurn {
  userId: string;
  turnId: string;
  sessionId: string;
  userMessageId: string;
  messageId: string;
  question: string;
  /** Another answer to a question that has one. */
  isSibling?: boolean;
  /** The place of the question, where the window of earlier messages ends. */
  tip: { branchId: string; depth: number } | undefined;
  session: {
    system_prompt: string | null;
    model: string | null;
    memory: number;
    collection_ids: string | null;
    no_evidence: string | null;
  };
  options: TurnOptions;
  /** Names of the tools its agent lists. */
  tools?: readonly string[];
  /** How to write, and whose words these are. */
  tone?: { id: string; text: string };
  agent?: { id: string; name: string; version: number; limits?: BudgetLimits | null };
  /** How its agent comes to an answer. */
  pattern?: Pattern;
  /** Ids or names of agents that may go on instead. */
  handoffs?: readonly string[];
  /** Settings and options before the agent had its say; absent: it had none. */
  plain?: { session: AcceptedTurn['session']; options: TurnOptions };
  /** What its conversation names and is not there any more: `agent`, `tone`. */
  missing?: readonly string[];
  /** Model that will answer, as far as it is known when the turn begins. */
  model: string;
  createdAt: string;
  /** The API key it was asked for with. */
  keyId?: string;
  /** A budget holds something for it until it ends. */
  holdsBudget?: boolean;
  isNewSession: boolean;
}

/** How far a turn has come, as JSON keeps it; its text is in parts. */
export interface TurnProgress {
  memories: RecalledMemory[];
  deltas: number[];
  steps: TurnStep[];
  firstCitations?: number;
  parts: number;
  /** Number of the next event. */
  nextSeq: number;
}

/** A piece of an answer, and which one it is. */
export interface UnsavedPart {
  seq: number;
  text: string;
}

/** Something a turn did, and how many text deltas came before it. */
export interface TurnStep {
  after: number;
  event: StepEvent;
}

export class RunningTurn {
  private readonly controller = new AbortController();
  private settle: (end: TurnEnd | undefined) => void;
  /** Its end, once that is saved; undefined: it was laid aside to wait for a person, or is another server's. */
  readonly ended: Promise<TurnEnd | undefined> = new Promise((resolve) => (this.settle = resolve));
  /** Set when somebody ended the turn before its time. */
  stopReason?: IncompleteReason;
  memories: RecalledMemory[] = [];
  /** Length of each text delta, in UTF-16 units: enough to replay the stream from the saved text. */
  readonly deltas: number[] = [];
  readonly steps: TurnStep[] = [];
  /** Citations there were when the context was ready; tools may add others. */
  firstCitations?: number;
  /** What it takes to go on with it elsewhere is kept. */
  hasCheckpoint = false;
  private readonly said = new GrowingText();
  private unsaved = '';
  parts = 0;
  /** Its last part could not be written: what waits is not to be tried again with every word. */
  hasFailedPart = false;
  /** A part is being written; the next one and the end wait for it. */
  savingPart?: Promise<void>;
  private nextSeq = 0;

  constructor(
    readonly accepted: AcceptedTurn,
    /** What of it is traced goes below this; undefined while tracing is off. */
    readonly trace?: Span,
    /** Called when it speaks, and when it ends. */
    private readonly spoken: () => void = () => undefined,
  ) {}

  /** A turn that was laid aside; `text` is what it has said. */
  static from(accepted: AcceptedTurn, progress: TurnProgress, text: string): RunningTurn {
    const turn = new RunningTurn(accepted);
    const { deltas, steps, ...rest } = progress;
    turn.deltas.push(...deltas);
    turn.steps.push(...steps);
    turn.hasCheckpoint = true;
    turn.said.add(text);
    return Object.assign(turn, rest);
  }

  progress(): TurnProgress {
    const { memories, deltas, steps, firstCitations, parts, nextSeq } = this;
    return { memories, deltas, steps, firstCitations, parts, nextSeq };
  }

  /** All it has said. */
  get text(): string {
    return this.said.whole;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The number of the newest event. */
  get lastSeq(): number {
    return this.nextSeq - 1;
  }

  stop(reason: IncompleteReason): void {
    this.stopReason ??= reason;
    this.controller.abort(new Error(`turn ended: ${reason}`));
  }

  /** Numbers an event and gives its frame. */
  frame(event: TurnEvent): LogFrame {
    return turnFrame(this.nextSeq++, event);
  }

  /** The same for a piece of text, which is nearly all there is. */
  textFrame(text: string): LogFrame {
    const seq = this.nextSeq++;
    return { seq, data: `{"type":"text-delta","seq":${seq},"text":${JSON.stringify(text)}}` };
  }

  addText(text: string): void {
    this.spoken();
    this.said.add(text);
    this.unsaved += text;
    this.deltas.push(text.length);
  }

  addStep(event: StepEvent): void {
    this.steps.push({ after: this.deltas.length, event });
  }

  get unsavedLength(): number {
    return this.unsaved.length;
  }

  /** Something of it may lie in parts: a part that failed may have been written all the same. */
  get mayHaveParts(): boolean {
    return this.parts > 0 || this.hasFailedPart;
  }

  /** Text that is in no part yet; the caller writes it under the number given, one part at a time. */
  takeUnsaved(): UnsavedPart {
    const text = this.unsaved;
    this.unsaved = '';
    this.hasFailedPart = false;
    return { seq: this.parts++, text };
  }

  /** The part taken last could not be written: it goes with what came since, under its number, so that no text is missing between parts. */
  putBack({ seq, text }: UnsavedPart): void {
    this.unsaved = text + this.unsaved;
    this.parts = seq;
    this.hasFailedPart = true;
  }

  end(event: TurnEnd): void {
    this.spoken();
    this.settle(event);
  }

  layAside(): void {
    this.settle(undefined);
  }
}
