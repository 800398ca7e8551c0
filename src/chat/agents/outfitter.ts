/** Finds the agent and the tone of a turn. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import type { ConversationRow } from '../../session/conversations.js';
import type { Tone } from '../tone/tone.js';
import { Tones } from '../tone/tones.js';
import type { TurnOptions } from '../turn/turn-options.js';
import type { Agent } from './agent.js';
import { Agents } from './agents.js';
import { type Outfit, outfitOf } from './outfit.js';

@Injectable()
export class Outfitter {
  constructor(
    private readonly agents: Agents,
    private readonly tones: Tones,
  ) {}

  /** Undefined where neither is named: a plain turn costs no look. Throws `not_found` for names of nothing. */
  async dress(owner: Owner, session: ConversationRow | undefined, options: TurnOptions): Promise<Outfit | undefined> {
    const agentName = options.agent ?? session?.agent;
    const agent = agentName ? await this.agent(owner, agentName) : undefined;
    const tone = await this.tone(owner, session, options, agent);
    return agent || tone ? outfitOf(session, options, { agent, tone }) : undefined;
  }

  private async agent(owner: Owner, name: string): Promise<Agent> {
    const agent = await this.agents.find(owner, name);
    if (!agent) throw new AppError('not_found', 'There is no agent of that id or name.');
    return agent;
  }

  /** A tone that only its agent names may be gone since: then the agent speaks plainly. */
  private async tone(
    owner: Owner,
    session: ConversationRow | undefined,
    options: TurnOptions,
    agent: Agent | undefined,
  ): Promise<Tone | undefined> {
    const ofAgent = agent?.definition.tone;
    if (!options.tone && ofAgent && (options.agent || !session?.tone)) return this.tones.find(owner, ofAgent);
    const name = options.tone ?? session?.tone;
    const tone = name ? await this.tones.find(owner, name) : undefined;
    if (name && !tone) throw new AppError('not_found', 'There is no tone of that id or name.');
    return tone;
  }
}
