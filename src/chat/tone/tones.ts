/** Tones: made, changed, found. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { ProfileShelf } from '../profiles/profile-shelf.js';
import { BUILT_IN_TONES, type ToneDefinition } from './tone.js';

@Injectable()
export class Tones extends ProfileShelf<ToneDefinition> {
  constructor(database: Database, clock: Clock) {
    super({ kind: 'tone', builtIn: BUILT_IN_TONES }, database, clock);
  }
}
