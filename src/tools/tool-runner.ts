/** Runs one tool call to its one result, whatever happens inside: a failure is a result too. Only an abort throws. */
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { EventBus } from '../platform/events/event-bus.js';
import { asUntrusted, boundedText, LONGEST_RESULT, oneLine } from './bounded-text.js';
import { InvalidArguments, readArguments } from './read-arguments.js';
import type { Tool, ToolContext, ToolResult } from './tool.js';
import { type KnownTool, ToolRegistry } from './tool-registry.js';

/** A call as the model wrote it; `arguments` is JSON text, which may be broken. */
export interface RequestedCall {
  name: string;
  arguments: string;
}

export interface CallOutcome extends Omit<ToolResult, 'failed'> {
  ok: boolean;
}

export interface CallBounds {
  context: ToolContext;
  /** Names of the tools that may be called. */
  offered: ReadonlySet<string>;
  signal: AbortSignal;
  /** `schemaHash` of the tool that was decided about; one that changed since is not run. */
  decided?: string;
  /** UTF-16 units of the content; default LONGEST_RESULT. */
  longest?: number;
}

type ReadCall = { ok: true; known: KnownTool; args: unknown } | { ok: false; outcome: CallOutcome };

const TIMEOUT_MS = 30_000;

@Injectable()
export class ToolRunner {
  private readonly logger = new Logger(ToolRunner.name);

  constructor(
    private readonly registry: ToolRegistry,
    private readonly events: EventBus,
  ) {}

  async run(call: RequestedCall, bounds: CallBounds): Promise<CallOutcome> {
    const read = await this.read(call, bounds);
    if (!read.ok) return read.outcome;
    const began = performance.now();
    const span = bounds.context.trace?.child('tool', { 'rai.tool': read.known.tool.name });
    const outcome = await this.invoke(read.known, read.args, bounds).catch((error: unknown) => {
      span?.end(undefined, 'aborted');
      throw error;
    });
    span?.end({ 'rai.ok': outcome.ok });
    const totalMs = performance.now() - began;
    const { userId } = bounds.context;
    this.events.emit('tool.ended', { userId, tool: read.known.tool.name, ok: outcome.ok, totalMs });
    return outcome;
  }

  /** What is wrong with a call, as it would be told, before anything runs. Undefined: it can be run. */
  async problem(call: RequestedCall, bounds: CallBounds): Promise<CallOutcome | undefined> {
    const read = await this.read(call, bounds);
    return read.ok ? undefined : read.outcome;
  }

  private async read(call: RequestedCall, { context, offered, signal, decided }: CallBounds): Promise<ReadCall> {
    const known = offered.has(call.name) ? await this.registry.find(call.name, context.userId, signal) : undefined;
    signal.throwIfAborted();
    if (!known) {
      const outcome = failure(`There is no tool called "${oneLine(call.name, 64)}".`, available(offered));
      return { ok: false, outcome };
    }
    if (decided !== undefined && known.schemaHash !== decided) {
      return { ok: false, outcome: failure('The tool has just changed.', 'Call it again, by its present schema.') };
    }
    const read = readArguments(known.tool.parameters, call.arguments);
    return read.ok ? { ok: true, known, args: read.args } : { ok: false, outcome: invalid(read.problem, known) };
  }

  private async invoke(known: KnownTool, args: unknown, bounds: CallBounds): Promise<CallOutcome> {
    const { tool } = known;
    const { context, signal, longest } = bounds;
    try {
      const limit = Math.min(longest ?? LONGEST_RESULT, LONGEST_RESULT);
      const { summary, content, failed } = await withinTime(tool, args, context, signal);
      const bounded = boundedText(content, limit);
      return {
        ok: !failed,
        summary: oneLine(summary),
        content: tool.untrusted ? asUntrusted(bounded, tool.name) : bounded,
      };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof InvalidArguments) return invalid(error.message, known);
      if (error instanceof AppError) return failure(error.message);
      this.logger.warn({ err: error, tool: tool.name }, 'a tool failed');
      return failure('The tool failed.');
    }
  }
}

function failure(sentence: string, forModel = ''): CallOutcome {
  const summary = oneLine(sentence);
  return { ok: false, summary, content: `Error: ${boundedText(`${summary} ${forModel}`.trimEnd())}` };
}

/** With the schema, so that the model can mend its call. */
function invalid(problem: string, { spec }: KnownTool): CallOutcome {
  const schema = JSON.stringify(spec.parameters);
  return failure(`The arguments are not valid: ${problem}`, `They must fit this JSON schema: ${schema}`);
}

function available(offered: ReadonlySet<string>): string {
  return offered.size ? `Available: ${[...offered].join(', ')}.` : '';
}

/** A tool that does not listen to its signal is left behind. */
async function withinTime(tool: Tool, args: unknown, context: ToolContext, parent: AbortSignal): Promise<ToolResult> {
  const ms = tool.timeoutMs ?? TIMEOUT_MS;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(tookTooLong(ms)), ms);
  const signal = AbortSignal.any([parent, late.signal]);
  let onAbort: (() => void) | undefined;
  try {
    signal.throwIfAborted();
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    return await Promise.race([Promise.resolve(tool.run(args, context, signal)), aborted]);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

function tookTooLong(ms: number): AppError {
  return new AppError('upstream_timeout', `The tool took longer than ${Math.ceil(ms / 1000)} s.`);
}
