/** Goes back to the profile before, and has what was added since embedded under it. */
import { Injectable } from '@nestjs/common';
import { EmbeddingUpkeep } from './embedding-upkeep.js';
import { ProfileTable } from './profile-table.js';
import { QueryVectors } from './query-vectors.js';

@Injectable()
export class EmbeddingRollback {
  constructor(
    private readonly profiles: ProfileTable,
    private readonly queries: QueryVectors,
    private readonly upkeep: EmbeddingUpkeep,
  ) {}

  /** Throws `conflict` where there is no profile to go back to. */
  async run(): Promise<void> {
    await this.profiles.rollBack();
    this.queries.forgetProfile();
    await this.upkeep.fillAll();
  }
}
