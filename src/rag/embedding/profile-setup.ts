/** Brings the stored profiles in line with the configured model. It must not know jobs or documents' texts. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { EmbeddingModel, type EmbeddingProfile } from '../../platform/embeddings/embedding-model.js';
import { VectorStore } from '../../platform/search/vector-store.js';
import { ModelCheck, type ModelVerdict } from './model-check.js';
import { OpenWrites } from './open-writes.js';
import { PendingVectors } from './pending-vectors.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';

const ASK_MS = 15_000;
/** How long one can go back. */
const KEEP_RETIRED_MS = 7 * 24 * 3600 * 1000;

@Injectable()
export class ProfileSetup {
  private readonly logger = new Logger(ProfileSetup.name);

  constructor(
    private readonly model: EmbeddingModel,
    private readonly check: ModelCheck,
    private readonly profiles: ProfileTable,
    private readonly pending: PendingVectors,
    private readonly vectors: VectorStore,
    private readonly writes: OpenWrites,
    private readonly clock: Clock,
  ) {}

  /** Those whose vectors are made: the live one, and the one being built. */
  async active(): Promise<StoredProfile[]> {
    return (await this.profiles.all()).filter(({ state }) => state === 'live' || state === 'building');
  }

  /** Accounts with documents that lack vectors of an active profile. */
  async ownersWithout(): Promise<Set<string>> {
    const owners = new Set<string>();
    for (const { id } of await this.active()) for (const owner of await this.pending.owners(id)) owners.add(owner);
    return owners;
  }

  /** False where it has to be looked at again soon. Throws where the configured server does not answer. */
  async ensure(): Promise<boolean> {
    const wanted = await this.model.profile(AbortSignal.timeout(ASK_MS));
    if (!wanted) return true;
    const isSure = await this.verify(wanted);
    if (!(await this.find(wanted))) await this.profiles.add(wanted, await this.check.centreAt(wanted));
    const profile = await this.find(wanted);
    if (!profile) throw new Error('the embedding profile was removed while it was made');
    await this.supersede(profile);
    if (profile.state === 'retired') await this.profiles.setState(profile.id, 'building');
    if (profile.state === 'starting') {
      // What becomes live later lists itself; what was being written by then did not see the profile.
      await this.writes.ended();
      await this.pending.listAll(profile.id);
      await this.profiles.setState(profile.id, 'building');
      this.logger.log(`embedding profile ${profile.model} (${profile.dimensions}) is being built`);
    }
    return isSure;
  }

  async switchIfComplete(): Promise<void> {
    for (const { id, state, model } of await this.profiles.all()) {
      if (state !== 'building' || !(await this.pending.isComplete(id))) continue;
      if (await this.profiles.switchTo(id)) this.logger.log(`searches use the embedding profile ${model} now`);
    }
  }

  /** Nobody can go back to them any more. After `ensure`, by which what is rolled back is of the configured model. */
  async dropOld(): Promise<void> {
    const now = this.clock.now();
    for (const { id, state, retiredAt } of await this.profiles.all()) {
      if (!retiredAt || now - Date.parse(retiredAt) < KEEP_RETIRED_MS) continue;
      if (state === 'retired') await this.drop(id);
      if (state === 'rolled_back') await this.empty(id);
    }
  }

  /** Whether what is searched and built is of the models that answer now; what turns out not to be is given up. */
  private async verify(wanted: EmbeddingProfile): Promise<boolean> {
    const own = await this.find(wanted);
    if (own && own.state !== 'rolled_back' && !(await this.verifyOwn(own))) return false;
    const live = await this.profiles.live();
    if (live && live.id !== own?.id && !(await this.verifyEarlier(live))) return false;
    if (own?.state !== 'rolled_back' || (await this.profiles.live())) return true;
    return this.takeBack(own);
  }

  private async verifyOwn(own: StoredProfile): Promise<boolean> {
    const verdict = await this.verdictOn(own);
    if (verdict === 'other') await this.makeAnew(own);
    return verdict !== 'unsure';
  }

  /** Its server may be gone, which keeps nothing from being built. */
  private async verifyEarlier(live: StoredProfile): Promise<boolean> {
    try {
      const verdict = await this.verdictOn(live);
      if (verdict === 'other') await this.giveUp(live);
      return verdict !== 'unsure';
    } catch (error) {
      this.logger.debug({ err: error }, 'the embeddings server of the live profile does not answer');
      return true;
    }
  }

  private async verdictOn(profile: StoredProfile): Promise<ModelVerdict> {
    const verdict = await this.check.of(profile);
    if (verdict === 'noisy') {
      this.logger.warn(
        `${profile.model} gives other vectors for the same texts each time: searches by meaning are luck`,
      );
    }
    return verdict;
  }

  /** Nobody may go back to it either: its vectors are worth nothing beside those of questions. */
  private async giveUp(live: StoredProfile): Promise<void> {
    this.logger.warn(`the model behind ${live.model} is another one now; its vectors are deleted`);
    await this.profiles.retire(live.id);
    await this.drop(live.id);
  }

  /** What somebody went back from is all there is: without it searches would go by words for ever. */
  private async takeBack(own: StoredProfile): Promise<boolean> {
    if (!(await this.verifyOwn(own))) return false;
    if (!(await this.find(own))) return true;
    this.logger.warn(`there is no earlier embedding profile any more; searches go back to ${own.model}`);
    await this.profiles.setState(own.id, own.liveAt === null ? 'starting' : 'building');
    return true;
  }

  /** Out of every search first: its vectors are worth nothing beside those of questions. */
  private async makeAnew({ id, model }: StoredProfile): Promise<void> {
    this.logger.warn(`the model behind ${model} is another one now; all documents are embedded anew`);
    await this.profiles.setState(id, 'starting');
    await this.drop(id);
  }

  private async find({ apiUrl, model, dimensions }: EmbeddingProfile): Promise<StoredProfile | undefined> {
    const all = await this.profiles.all();
    return all.find((p) => p.apiUrl === apiUrl && p.model === model && p.dimensions === dimensions);
  }

  /** What was begun for an earlier configuration is given up; what was rolled back may be wanted again one day. */
  private async supersede(wanted: StoredProfile): Promise<void> {
    for (const { id, state, liveAt } of await this.profiles.all()) {
      if (id === wanted.id) continue;
      if (state === 'starting' || state === 'building') await this.drop(id);
      if (state !== 'rolled_back') continue;
      if (liveAt === null) await this.drop(id);
      else await this.profiles.setState(id, 'retired');
    }
  }

  private async drop(id: string): Promise<void> {
    await this.dropVectors(id);
    await this.profiles.remove(id);
  }

  /** The row stays: without it the model, being configured, would be built again, against the will of who went back. */
  private async empty(id: string): Promise<void> {
    if (!(await this.profiles.giveUp(id))) return;
    await this.dropVectors(id);
    await this.profiles.emptied(id);
  }

  private async dropVectors(id: string): Promise<void> {
    await this.vectors.drop(id);
    await this.pending.drop(id);
  }
}
