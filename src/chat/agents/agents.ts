/** Agents: made, changed, found. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { ProfileShelf } from '../profiles/profile-shelf.js';
import type { AgentDefinition } from './agent.js';

@Injectable()
export class Agents extends ProfileShelf<AgentDefinition> {
  constructor(database: Database, clock: Clock) {
    super({ kind: 'agent', builtIn: [] }, database, clock);
  }
}
