/**
 * Saves growing answers a few times a second, all running turns in one sweep, so that a killed process loses little. With
 * many of them each is saved less often: a part costs as much as relaying dozens of tokens.
 */
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { TurnJournal } from './turn-journal.js';

const LOOK_EVERY_MS = 250;
/** Answers that are saved at each look; of twice as many each is saved at every second one. */
const SAVED_A_LOOK = 25;
/** No answer waits for more looks than this: a second. */
const MOST_LOOKS = 4;
/** A fast answer is saved as soon as this much is waiting (UTF-16 units). */
const SAVE_AT_LENGTH = 8192;

/** How many looks there are for each time that so many running answers are saved. */
export function looksPerSave(running: number): number {
  return Math.min(Math.max(Math.ceil(running / SAVED_A_LOOK), 1), MOST_LOOKS);
}

@Injectable()
export class AnswerSaver implements OnModuleInit, OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  /** Since they were saved. */
  private looks = 0;

  constructor(
    private readonly running: RunningTurns,
    private readonly journal: TurnJournal,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
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

  private look(): void {
    if (++this.looks < looksPerSave(this.running.size)) return;
    this.looks = 0;
    for (const turn of this.running.all()) this.journal.savePart(turn);
  }
}
