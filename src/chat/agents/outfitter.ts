/** Finds the agent and the tone of a turn. */
import { Injectable } from '@nestjs/common';
import type { Owner } from '../../common/owner.js';
import type { ConversationRow } from '../../session/conversations.js';
import type { Tone } from '../tone/tone.js';
import { Tones } from '../tone/tones.js';
import type { AcceptedTurn } from '../turn/running-turn.js';
import type { TurnOptions } from '../turn/turn-options.js';
import type { Agent } from './agent.js';
import { Agents } from './agents.js';
import { AUTO, noSuch } from './named-profiles.js';
import { NEW_SESSION, type Outfit, outfitOf, type Settings, toToneLayer } from './outfit.js';

const MOST_CHOICES = 20;
const ROUTING =
  'Several agents can answer. Where one of them fits the question, pass the conversation to it before you say anything; ' +
  'otherwise answer yourself.';

@Injectable()
export class Outfitter {
  constructor(
    private readonly agents: Agents,
    private readonly tones: Tones,
  ) {}

  /**
   * Undefined where neither is named: a plain turn costs no look. Throws `not_found` where the request names nothing;
   * what only the conversation still names may be gone since, and then the turn goes on without and says so.
   */
  async dress(owner: Owner, session: ConversationRow | undefined, options: TurnOptions): Promise<Outfit | undefined> {
    const agentName = options.agent ?? session?.agent;
    const agent = agentName ? await this.agents.find(owner, agentName) : undefined;
    if (agentName === AUTO && !agent) return this.auto(owner, session, options);
    if (options.agent && !agent) throw noSuch('agent');
    const { tone, isGone } = await this.tone(owner, session, options, agent);
    const missing = [...(agentName && !agent ? ['agent'] : []), ...(isGone ? ['tone'] : [])];
    if (!agent && !tone && !missing.length) return undefined;
    return { ...outfitOf(settingsOf(session), options, { agent, tone }), missing };
  }

  /** Another agent goes on with the turn; a tone the request chose stays. */
  async handOver(turn: AcceptedTurn, agent: Agent): Promise<Outfit> {
    const { session, options } = turn.plain ?? turn;
    const outfit = outfitOf(session, { ...options, agent: agent.id }, { agent });
    const ofAgent = options.tone ? undefined : agent.definition.tone;
    const tone = ofAgent ? await this.tones.find({ userId: turn.userId }, ofAgent) : undefined;
    return { ...outfit, tone: tone ? toToneLayer(tone) : turn.tone, plain: { session, options } };
  }

  /** Those there are, in the order named. */
  async agentsOf(owner: Owner, names: readonly string[]): Promise<Agent[]> {
    const found = await Promise.all(names.map((name) => this.agents.find(owner, name)));
    return found.filter((agent) => agent !== undefined);
  }

  /** The model chooses who answers, by passing the conversation on at once or not at all. */
  private async auto(owner: Owner, session: ConversationRow | undefined, options: TurnOptions) {
    const { items } = await this.agents.list(owner, MOST_CHOICES);
    const { tone, isGone } = await this.tone(owner, session, options, undefined);
    if (!items.length && !tone && !isGone) return undefined;
    const outfit = { ...outfitOf(settingsOf(session), options, { tone }), missing: isGone ? ['tone'] : [] };
    const { session: settings } = outfit;
    const system_prompt = [settings.system_prompt, ROUTING].filter(Boolean).join('\n\n');
    const handoffs = items.map(({ id }) => id);
    return items.length ? { ...outfit, session: { ...settings, system_prompt }, handoffs } : outfit;
  }

  /** A tone that only its agent names may be gone since: then the agent speaks plainly. */
  private async tone(
    owner: Owner,
    session: ConversationRow | undefined,
    options: TurnOptions,
    agent: Agent | undefined,
  ): Promise<{ tone?: Tone; isGone?: boolean }> {
    const ofAgent = agent?.definition.tone;
    if (!options.tone && ofAgent && (options.agent || !session?.tone))
      return { tone: await this.tones.find(owner, ofAgent) };
    const name = options.tone ?? session?.tone;
    const tone = name ? await this.tones.find(owner, name) : undefined;
    if (options.tone && !tone) throw noSuch('tone');
    return { tone, isGone: Boolean(name) && !tone };
  }
}

const settingsOf = (session: ConversationRow | undefined): Settings => session ?? NEW_SESSION;
