/** Saves growing answers a few times a second, all running turns in one sweep, so that a killed process loses little. */
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { TurnJournal } from './turn-journal.js';

const SAVE_EVERY_MS = 250;
/** A fast answer is saved as soon as this much is waiting (UTF-16 units). */
const SAVE_AT_LENGTH = 8192;

@Injectable()
export class AnswerSaver implements OnModuleInit, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly running: RunningTurns,
    private readonly journal: TurnJournal,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.running.all().forEach((turn) => this.journal.savePart(turn)), SAVE_EVERY_MS);
    this.timer.unref();
  }

  /** Not earlier: turns may go on within the grace of a shutdown. */
  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** To be called after text was added. What could not be saved waits for the next sweep. */
  textAdded(turn: RunningTurn): void {
    if (turn.unsavedLength >= SAVE_AT_LENGTH && !turn.hasFailedPart) this.journal.savePart(turn);
  }
}
