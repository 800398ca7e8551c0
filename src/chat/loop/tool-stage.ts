/** What whoever answers now may call, and what a call does. One for each turn; a hand-off changes who that is. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatMessage, ToolSpec } from '../../platform/llm/chat-request.js';
import { collectionsOf } from '../../session/conversations.js';
import type { ToolContext } from '../../tools/tool.js';
import type { KnownTool, ToolRegistry } from '../../tools/tool-registry.js';
import type { CallBounds, CallOutcome, RequestedCall, ToolRunner } from '../../tools/tool-runner.js';
import type { Agent } from '../agents/agent.js';
import type { Outfitter } from '../agents/outfitter.js';
import type { Collections } from '../../rag/collections/collections.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import { withEvidencePolicy } from '../context/no-evidence.js';
import { modelOf, PROMPT_SHARE_WITH_TOOLS, promptLimit } from '../context/prompt-limit.js';
import { decisionOn, isDenied, type PolicySet } from '../policies/call-decision.js';
import type { ToolPolicies } from '../policies/tool-policies.js';
import { buildPrompt, type Prompt } from '../prompt/build-prompt.js';
import { withFormatWords } from '../structured/format-words.js';
import type { AttachedText } from '../prompt/prompt-input.js';
import type { RecalledMemory } from '../turn-event.js';
import type { AcceptedTurn, RunningTurn } from '../turn/running-turn.js';
import { storable } from '../turn/storable-text.js';
import { CitationBook } from './citation-book.js';
import { HAND_OFF, HandOffDesk } from './hand-off-desk.js';
import { offeredTools, tokensOfTools, withinRoom } from './offered-tools.js';
import type { ApprovalRequest } from './loop-event.js';
import type { LoopState, NextStage } from './loop-state.js';
import type { Called } from './tool-rounds.js';

export interface StageDoors {
  registry: ToolRegistry;
  runner: ToolRunner;
  outfitter: Outfitter;
  policies: ToolPolicies;
  collections: Collections;
  model: Pick<ChatModel, 'profile'>;
}

/** What the turn was prepared with. `context.citations` grows by what tools find. */
export interface Prepared {
  prompt: Prompt;
  context: GatheredContext;
}

/** What it takes to set the stage again. */
export type StageState = Pick<LoopState, 'who' | 'visited' | 'asked' | 'offered'>;

export class ToolStage {
  private who: AcceptedTurn;
  private tools: ToolSpec[] = [];
  private policies?: PolicySet;
  private readonly desk: HandOffDesk;
  private readonly book: CitationBook;
  /** What the text of the question begins with; undefined where no files came with it, which may be cut. */
  private asked?: string;
  /** Names of what whoever goes on was offered before the turn was laid aside. */
  private offeredBefore?: readonly string[];

  constructor(
    private readonly turn: RunningTurn,
    private readonly prepared: Prepared,
    private readonly doors: StageDoors,
    state?: StageState,
  ) {
    this.who = state?.who ?? turn.accepted;
    this.book = new CitationBook(prepared.context.citations);
    const { attachments } = prepared.context;
    this.asked = state || !attachments.length ? state?.asked : headOf(prepared.prompt.messages.at(-1));
    this.offeredBefore = state?.offered;
    const owner = { userId: this.who.userId };
    this.desk = new HandOffDesk({ find: (names) => doors.outfitter.agentsOf(owner, names) }, state?.visited);
  }

  /**
   * What the one who answers now may call. What was denied is not even offered, nor is what `room` (tokens of them and of
   * their results) does not hold; that is listed as left out.
   */
  async specs(room = Infinity): Promise<ToolSpec[]> {
    this.policies = await this.doors.policies.of(this.who.userId, this.who.agent?.id);
    const before = this.offeredBefore;
    this.offeredBefore = undefined;
    const names = offeredTools(this.who).filter(
      (name) => !isDenied(name, this.policies!) && (before?.includes(name) ?? true),
    );
    const own = await this.doors.registry.offered(names, this.who.userId, this.turn.signal);
    await this.desk.arrive(this.who.agent, this.who.handoffs ?? []);
    const handOff = this.desk.spec();
    const { kept, left } = withinRoom(own, room - (handOff ? tokensOfTools([handOff]) : 0));
    for (const { name } of left) this.leaveOut(name);
    this.tools = handOff ? [...kept, handOff] : kept;
    return this.tools;
  }

  async call(call: ToolCallEvent, longest?: number): Promise<Called> {
    const offered = new Set(this.tools.map(({ name }) => name));
    if (call.name === HAND_OFF && offered.has(HAND_OFF)) {
      const { to, ...outcome } = this.desk.take(call.arguments);
      return to ? { ...outcome, next: await this.passTo(to) } : outcome;
    }
    // Another call of the round may pass the conversation on meanwhile: this one is of whoever made it.
    const { policies } = this;
    const own = this.bounds(offered, longest);
    const known = await this.doors.registry.find(call.name, this.who.userId, this.turn.signal);
    // Nobody is asked about a call that cannot be run: what is wrong with it goes back to the model.
    const bounds = { ...own, decided: known?.schemaHash };
    const asks = known && decisionOn(known.tool, policies!) === 'ask';
    if (asks && !(await this.doors.runner.problem(call, bounds))) return { waits: toRequest(call, known) };
    return this.doors.runner.run(call, bounds);
  }

  /** A call that somebody said yes to; it was offered when they were asked. */
  approved(call: RequestedCall, decided: string, longest?: number): Promise<CallOutcome> {
    return this.doors.runner.run(call, { ...this.bounds(new Set([call.name]), longest), decided });
  }

  /** For a call nobody offered: without a model, a question itself may ask for a tool. */
  async direct(call: RequestedCall): Promise<CallOutcome> {
    const { policies, registry, runner } = this.doors;
    const known = await registry.find(call.name, this.who.userId, this.turn.signal);
    const mayRun = known && decisionOn(known.tool, await policies.of(this.who.userId, this.who.agent?.id)) === 'allow';
    return runner.run(call, this.bounds(new Set(mayRun ? [call.name] : [])));
  }

  /** What it takes to set the stage again as it is. */
  state(): StageState {
    const offered = this.tools.map(({ name }) => name);
    return { who: this.who, visited: this.desk.had, asked: this.asked, offered };
  }

  private bounds(offered: ReadonlySet<string>, longest?: number): CallBounds {
    return { context: this.context(), offered, signal: this.turn.signal, longest };
  }

  private leaveOut(id: string): void {
    const { dropped } = this.prepared.prompt.ledger;
    if (!dropped.some((one) => one.kind === 'tool' && one.id === id))
      dropped.push({ kind: 'tool', id, reason: 'budget' });
  }

  private async passTo(agent: Agent): Promise<NextStage> {
    this.who = { ...this.who, ...(await this.doors.outfitter.handOver(this.who, agent)) };
    const { session, options, tone } = this.who;
    const model = modelOf(this.who);
    const profile = this.doors.model.profile(model);
    const isBlind = profile.vision === false;
    const seen = { ...(await this.seen(isBlind)), systemPrompt: session.system_prompt, tone: tone?.text };
    const limit = promptLimit(this.who, profile);
    const share = Math.floor(limit * PROMPT_SHARE_WITH_TOOLS);
    const { messages } = buildPrompt({ ...withEvidencePolicy(this.who, seen), limit: share });
    const prompt = headOf(messages[0]);
    // The shape is of the turn, whoever answers it; the limit has its words taken off.
    const { responseFormat: format } = this.turn.accepted.options;
    const system = format ? withFormatWords(prompt, format) : prompt;
    const change = { model, temperature: options.temperature, maxTokens: options.maxTokens };
    return {
      system,
      change,
      // What was said before makes room for them.
      tools: await this.specs(limit - estimateTokens(prompt)),
      history: messages.slice(1, -1),
      question: this.askAnew(headOf(messages.at(-1))),
      isBlind,
      limit: limit + estimateTokens(system) - estimateTokens(prompt),
    };
  }

  /** The same question, its files cut to the room there is now. */
  private askAnew(is: string): NextStage['question'] {
    const was = this.asked;
    if (was === undefined) return undefined;
    this.asked = is;
    return { was, is };
  }

  /**
   * Of what the client was told of, what this one may see: it may keep to collections, and be without memory. Everything
   * keeps the number the client was told.
   */
  private async seen(isBlind: boolean): Promise<GatheredContext> {
    const { context, prompt } = this.prepared;
    const { userId, session, options } = this.who;
    const remembers = options.memory !== false && session.memory !== 0;
    const bound = Array.isArray(options.documents) ? undefined : collectionsOf(session);
    const ids = context.citations.flatMap(({ document_id: id }) => id ?? []);
    const within = bound && (await this.doors.collections.documentsIn(userId, bound, ids));
    const documentOf = new Map(context.citations.map(({ n, document_id: id }) => [n, id]));
    const shown = remembers ? prompt.memories : [];
    const among = (memories: readonly RecalledMemory[]) => {
      const ids = new Set(memories.map(({ id }) => id));
      return shown.filter(({ id }) => ids.has(id));
    };
    const instructions = among(context.instructions);
    const facts = among(context.facts);
    const withoutImage = ({ imageUrl: _, ...file }: AttachedText) => file;
    return {
      ...context,
      attachments: isBlind ? context.attachments.map(withoutImage) : context.attachments,
      instructions,
      facts,
      memories: shown.filter((one) => !instructions.includes(one) && !facts.includes(one)),
      passages: prompt.passages.filter(({ n }) => !within || within.has(documentOf.get(n) ?? '')),
    };
  }

  private context(): ToolContext {
    const { userId, session, options } = this.who;
    return {
      userId,
      collectionIds: Array.isArray(options.documents) ? options.documents : collectionsOf(session),
      memory: options.memory !== false && session.memory !== 0,
      trace: this.turn.trace,
      cite: (source) => this.book.cite(source),
    };
  }
}

/** The text a message begins with: all of it, or what stands before its images. */
function headOf(message: ChatMessage | undefined): string {
  const { content = '' } = message ?? {};
  if (typeof content === 'string') return content;
  return content[0]?.type === 'text' ? content[0].text : '';
}

function toRequest({ id, name, arguments: args }: ToolCallEvent, { tool, schemaHash }: KnownTool): ApprovalRequest {
  return { id, name, arguments: storable(args), sideEffects: tool.sideEffects, toolHash: schemaHash };
}
