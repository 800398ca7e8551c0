/** What all answers of one server share, and which of its models one of them asks for. */
import type { Clock } from '../../../common/clock.js';
import type { ChatRequest } from '../chat-request.js';
import type { UpstreamError } from '../upstream-error.js';
import type { ModelCall } from './call-meter.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { ModelNotes } from './model-notes.js';
import type { ModelServer } from './model-server.js';
import type { Pace } from './pace.js';
import type { WatchdogLimits } from './watchdog.js';

export interface AnswerContext {
  /** The server's name. */
  name: string;
  server: ModelServer;
  /** Shared by all servers. */
  pace: Pace;
  limits: WatchdogLimits;
  clock: Clock;
  breaker: CircuitBreaker;
  /** Which of its models take tools, and which images, as far as requests have shown. */
  toolNotes: ModelNotes;
  imageNotes: ModelNotes;
  random(): number;
  /** The model to ask for when the request names none. */
  defaultModel(signal: AbortSignal): Promise<string>;
  /** False once the server has refused `stream_options`. */
  wantsUsage: boolean;
  /** Told about every answer that failed, also where another server makes it good. */
  onFault?(error: UpstreamError): void;
  /** Told about every call of this server once it is over. */
  onCall?(call: ModelCall): void;
}

/** One place where an answer can come from. */
export interface AnswerTarget {
  context: AnswerContext;
  /** Undefined: the server's own choice. */
  model?: string;
  /** Whether the request is none this model would refuse; looked at only before it is asked instead of another. */
  canTake?(request: ChatRequest): boolean;
  /** Whether it is sent the shape of the answer natively; absent: it is. */
  takesFormat?: boolean;
  /** Whether it is shown images; absent: it is. */
  takesImages?: boolean;
}
