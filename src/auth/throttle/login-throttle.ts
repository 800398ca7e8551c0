/**
 * Limits wrong passwords: per account, per network address. Who floods an account from elsewhere cannot lock its owner
 * out: from an address the account has signed in from before there is an allowance of its own. Must know nothing of
 * passwords.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { AuthConfig } from '../../config/auth.config.js';
import { AttemptGate } from './attempt-gate.js';
import { FailureCounter } from './failure-counter.js';

/** Failures an address may see, in those of one account: offices and schools share an address. */
const PEER_FACTOR = 10;

export interface Attempt {
  /** Whose password is tried; the same for accounts that exist and those that do not. */
  account: string;
  /** Where from. */
  peer: string;
  /** Has the account signed in from there before? Asked only while it is throttled. */
  isKnownPeer(): Promise<boolean>;
}

interface Allowance {
  left: number;
  /** Where failures are counted besides account and address, while those are used up. */
  reserve?: string;
  retryAfter: number;
}

@Injectable()
export class LoginThrottle {
  private readonly accounts = new AttemptGate();
  private readonly peers = new AttemptGate();

  constructor(
    private readonly failures: FailureCounter,
    private readonly config: AuthConfig,
  ) {}

  /**
   * Runs `verify` and counts where it says no. Throws `login_throttled`, without verifying, when nothing is left; and
   * instead of a no on the reserve, so that the answer to a wrong password is the same either way.
   */
  async attempt(attempt: Attempt, verify: () => Promise<boolean>): Promise<boolean> {
    const left = async () => {
      const allowance = await this.allowance(attempt);
      if (allowance.left <= 0) throw throttled(allowance);
      return allowance.left;
    };
    // An address may be trying other accounts at the same time, each in a lane of its own.
    const leftOfPeer = async () => {
      const allowed = this.config.loginMaxFailures * PEER_FACTOR - (await this.failures.of(peerOf(attempt))).count;
      if (allowed > 0) return allowed;
      // What lets this one in, if anything, is the reserve, and that is the account's.
      await left();
      return Infinity;
    };
    const run = () => this.verified(attempt, verify);
    return this.accounts.run(attempt.account, left, () => this.peers.run(attempt.peer, leftOfPeer, run));
  }

  private async verified(attempt: Attempt, verify: () => Promise<boolean>): Promise<boolean> {
    if (await verify()) {
      await this.failures.clear(reserveOf(attempt));
      return true;
    }
    await this.countFailure(attempt);
    return false;
  }

  private async countFailure(attempt: Attempt): Promise<void> {
    const allowance = await this.allowance(attempt);
    await this.failures.add(accountOf(attempt));
    await this.failures.add(peerOf(attempt));
    if (!allowance.reserve) return;
    await this.failures.add(allowance.reserve);
    throw throttled(allowance);
  }

  private async allowance(attempt: Attempt): Promise<Allowance> {
    const max = this.config.loginMaxFailures;
    const account = await this.failures.of(accountOf(attempt));
    const peer = await this.failures.of(peerOf(attempt));
    const left = Math.min(max - account.count, max * PEER_FACTOR - peer.count);
    if (left > 0) return { left, retryAfter: 0 };
    const retryAfter = account.count >= max ? account.resetSeconds : peer.resetSeconds;
    if (!(await attempt.isKnownPeer())) return { left: 0, retryAfter };
    const reserve = reserveOf(attempt);
    return { left: max - (await this.failures.of(reserve)).count, reserve, retryAfter };
  }
}

const accountOf = ({ account }: Attempt) => `account ${account}`;
const peerOf = ({ peer }: Attempt) => `peer ${peer}`;
const reserveOf = ({ account, peer }: Attempt) => `reserve ${account} ${peer}`;

function throttled({ retryAfter }: Allowance): AppError {
  return new AppError('login_throttled', undefined, { retryAfter });
}
