/** What a conversation names as its agent and its tone is looked for at once: later, a question would have to say so. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { type NamesOfSession, Sessions } from '../../session/sessions.js';
import { Tones } from '../tone/tones.js';
import { Agents } from './agents.js';

/** Not an agent, but a wish: whoever fits best. An agent of that name comes first. */
export const AUTO = 'auto';

@Injectable()
export class NamedProfiles implements OnModuleInit {
  constructor(
    private readonly sessions: Sessions,
    private readonly agents: Agents,
    private readonly tones: Tones,
  ) {}

  onModuleInit(): void {
    this.sessions.checkNames((owner, names) => this.check(owner, names));
  }

  /** Throws `not_found` as a question does that names them itself. */
  private async check(owner: Owner, { agent, tone }: NamesOfSession): Promise<void> {
    if (agent && agent !== AUTO && !(await this.agents.find(owner, agent))) throw noSuch('agent');
    if (tone && !(await this.tones.find(owner, tone))) throw noSuch('tone');
  }
}

export function noSuch(kind: 'agent' | 'tone'): AppError {
  return new AppError('not_found', `There is no ${kind} of that id or name.`);
}
