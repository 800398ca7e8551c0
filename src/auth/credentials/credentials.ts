/**
 * Who stands behind a bearer secret: the hot path of every request. Keeps what it found for a moment, never longer than
 * a revocation may take to bite. Must know nothing of routes.
 */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { looksLikeApiKey } from '../keys/api-key-secret.js';
import { KeyUse } from '../keys/key-use.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { digestOf } from '../tokens/digest-of.js';
import { CredentialState, type CredentialName, type LiveCredential } from './credential-state.js';

/** A revocation by another process bites within this time plus one read: a second is promised. */
const FRESH_MS = 700;
const KEPT = 20_000;
/** Longer than any of our tokens; spares the hashing of whatever else somebody sends. */
const LONGEST = 2048;

const BEARER = /^Bearer +([^\s,]+) *$/i;

/** A credential that was found alive, and when. */
export interface KnownCredential extends LiveCredential {
  name: CredentialName;
  checkedAt: number;
  /** The read that is under way, shared by requests that arrive together. */
  checking?: Promise<KnownCredential>;
}

@Injectable()
export class Credentials implements OnModuleDestroy {
  /** By digest of the secret, least recently checked first. */
  private readonly known = new Map<string, KnownCredential>();
  /** Counts what made entries untrue: a read that began before is not kept as fresh. */
  private epoch = 0;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly state: CredentialState,
    private readonly tokens: AccessTokens,
    private readonly keyUse: KeyUse,
    private readonly clock: Clock,
    events: EventBus,
  ) {
    const leave = [
      events.on('credential.revoked', ({ userId, credentialId }) => this.forget(userId, credentialId)),
      events.on('key.changed', ({ userId, keyId }) => this.forget(userId, keyId)),
    ];
    this.unsubscribe = () => leave.forEach((unsubscribe) => unsubscribe());
  }

  /** The credential of an Authorization header, as `find`. */
  findIn(header: string | undefined): KnownCredential | Promise<KnownCredential> {
    const secret = BEARER.exec(header ?? '')?.[1];
    if (secret === undefined) throw new AppError('unauthorized');
    return this.find(secret);
  }

  /** The credential, at once where it was checked a moment ago. Throws 401 codes. */
  find(secret: string): KnownCredential | Promise<KnownCredential> {
    if (secret.length > LONGEST) throw new AppError('unauthorized');
    const digest = digestOf(secret);
    const known = this.known.get(digest);
    if (!known) return this.meet(secret, digest);
    const now = this.clock.now();
    if (now >= known.expiresAt) throw new AppError('token_expired');
    if (now - known.checkedAt < FRESH_MS) return known;
    known.checking ??= this.check(digest, known.name, known.expiresAt).finally(() => {
      // Where what was read is not kept, this entry stays: the next request must read again.
      known.checking = undefined;
    });
    return known.checking;
  }

  /** Drops what is kept about a user, or about one credential of theirs: the next request reads it again. */
  forget(userId: string, credentialId?: string): void {
    this.epoch++;
    for (const [digest, { principal }] of this.known) {
      if (principal.userId !== userId) continue;
      if (credentialId === undefined || principal.credentialId === credentialId) this.known.delete(digest);
    }
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }

  private meet(secret: string, digest: string): Promise<KnownCredential> {
    if (looksLikeApiKey(secret)) return this.check(digest, { keyHash: digest }, Infinity);
    const { userId, familyId, expiresAt } = this.tokens.read(secret);
    return this.check(digest, { userId, familyId }, expiresAt);
  }

  private async check(digest: string, name: CredentialName, expiresAt: number): Promise<KnownCredential> {
    const before = this.known.get(digest);
    const epoch = this.epoch;
    const checkedAt = this.clock.now();
    try {
      const live = await this.state.read(name);
      if (!live) throw new AppError('keyHash' in name && !before ? 'unauthorized' : 'token_revoked');
      const known: KnownCredential = { ...live, expiresAt: Math.min(expiresAt, live.expiresAt), name, checkedAt };
      if (this.clock.now() >= known.expiresAt) throw new AppError('token_expired', 'This credential has expired.');
      if (live.lastUsedAt !== undefined) this.keyUse.note(known.principal, live.lastUsedAt);
      if (epoch === this.epoch) this.keep(digest, known);
      return known;
    } catch (error) {
      this.known.delete(digest);
      throw error;
    }
  }

  private keep(digest: string, known: KnownCredential): void {
    this.known.delete(digest);
    this.known.set(digest, known);
    if (this.known.size <= KEPT) return;
    const oldest = this.known.keys().next();
    if (!oldest.done) this.known.delete(oldest.value);
  }
}
