/** What whoever answers now may call, and what a call does. One for each turn; a hand-off changes who that is. */
import type { ToolSpec } from '../../platform/llm/chat-request.js';
import type { ToolContext } from '../../tools/tool.js';
import type { ToolRegistry } from '../../tools/tool-registry.js';
import type { CallOutcome, RequestedCall, ToolRunner } from '../../tools/tool-runner.js';
import type { Agent } from '../agents/agent.js';
import type { Outfitter } from '../agents/outfitter.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import { buildPrompt, type Prompt } from '../prompt/build-prompt.js';
import type { AcceptedTurn, RunningTurn } from '../turn/running-turn.js';
import { CitationBook } from './citation-book.js';
import { HAND_OFF, HandOffDesk } from './hand-off-desk.js';
import { offeredTools } from './offered-tools.js';
import type { NextStage } from './tool-rounds.js';

export interface StageDoors {
  registry: ToolRegistry;
  runner: ToolRunner;
  outfitter: Outfitter;
}

/** What the turn was prepared with. `context.citations` grows by what tools find. */
export interface Prepared {
  prompt: Prompt;
  context: GatheredContext;
}

export class ToolStage {
  private who: AcceptedTurn;
  private tools: ToolSpec[] = [];
  private readonly desk: HandOffDesk;
  private readonly book: CitationBook;

  constructor(
    private readonly turn: RunningTurn,
    private readonly prepared: Prepared,
    private readonly doors: StageDoors,
  ) {
    this.who = turn.accepted;
    this.book = new CitationBook(prepared.context.citations);
    const owner = { userId: this.who.userId };
    this.desk = new HandOffDesk({ find: (names) => doors.outfitter.agentsOf(owner, names) });
  }

  /** What the one who answers now may call. */
  async specs(): Promise<ToolSpec[]> {
    const { registry } = this.doors;
    const own = await registry.offered(offeredTools(this.who), this.who.userId, this.turn.signal);
    await this.desk.arrive(this.who.agent, this.who.handoffs ?? []);
    const handOff = this.desk.spec();
    this.tools = handOff ? [...own, handOff] : own;
    return this.tools;
  }

  async call(call: RequestedCall, longest?: number): Promise<CallOutcome & { next?: NextStage }> {
    const offered = new Set(this.tools.map(({ name }) => name));
    if (call.name !== HAND_OFF || !offered.has(HAND_OFF)) {
      return this.doors.runner.run(call, { context: this.context(), offered, signal: this.turn.signal, longest });
    }
    const { to, ...outcome } = this.desk.take(call.arguments);
    return to ? { ...outcome, next: await this.passTo(to) } : outcome;
  }

  /** For a call nobody offered: without a model, a question itself may ask for a tool. */
  direct(call: RequestedCall): Promise<CallOutcome> {
    const bounds = { context: this.context(), offered: new Set([call.name]), signal: this.turn.signal };
    return this.doors.runner.run(call, bounds);
  }

  private async passTo(agent: Agent): Promise<NextStage> {
    this.who = { ...this.who, ...(await this.doors.outfitter.handOver(this.who, agent)) };
    const { session, options, tone } = this.who;
    const { prompt, context } = this.prepared;
    const input = { ...context, systemPrompt: session.system_prompt, tone: tone?.text, limit: prompt.ledger.limit };
    const system = String(buildPrompt(input).messages[0]?.content ?? '');
    const model = options.model ?? session.model ?? undefined;
    const change = { model, temperature: options.temperature, maxTokens: options.maxTokens };
    return { system, change, tools: await this.specs() };
  }

  private context(): ToolContext {
    const { userId, session, options } = this.who;
    const ofSession = session.collection_ids ? (JSON.parse(session.collection_ids) as string[]) : undefined;
    return {
      userId,
      collectionIds: Array.isArray(options.documents) ? options.documents : ofSession,
      memory: options.memory !== false && session.memory !== 0,
      cite: (source) => this.book.cite(source),
    };
  }
}
