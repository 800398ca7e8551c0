/** Finds what is known about a question among an owner's memories, by words and the other words they are asked by. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { stemPattern } from './keep-memory.js';
import { trueAt } from './live-memory.js';
import type { MemoryKind } from './memory-kind.js';
import { type MemoryRow, MemoryRows, type SourcedMemory } from './memory-row.js';
import { stemsIn, stemsOfText } from './memory-words.js';

export interface FactQuery {
  query: string;
  limit: number;
  kinds?: readonly MemoryKind[];
  /** Only what this conversation says. */
  sessionId?: string;
  asOf?: string;
  includeSuperseded?: boolean;
  /** Hits below this score are left out. */
  atLeast?: number;
}

/** `score` 0..1: how much of the question it is about, and how much of it is about the question. */
export type FoundMemory = SourcedMemory & { score: number };

const QUERY_STEMS = 24;
/** Rows that share a word with the question and are scored. */
const SCORED = 1000;
const LEAST_SCORE = 0.15;
const QUESTION_SHARE = 0.75;
/** What is no longer true comes after what is. */
const SUPERSEDED = 0.9;
/** A longer memory is not less about a question because of its other words. */
const STEMS_COUNTED = 5;

@Injectable()
export class FactSearch {
  constructor(
    private readonly rows: MemoryRows,
    private readonly clock: Clock,
  ) {}

  /** Best first; the newer of equals. */
  async find(userId: string, request: FactQuery): Promise<FoundMemory[]> {
    const asked = stemsIn(request.query).slice(0, QUERY_STEMS);
    if (!asked.length) return [];
    const rows = await this.candidates(userId, asked, request);
    const atLeast = request.atLeast ?? LEAST_SCORE;
    const best = score(rows, asked)
      .filter((row) => row.score >= atLeast)
      .sort((a, b) => b.score - a.score || (a.created_at < b.created_at ? 1 : -1))
      .slice(0, request.limit);
    const sourced = await this.rows.withSources(userId, best);
    return sourced.map((row, i) => ({ ...row, score: best[i]!.score }));
  }

  private candidates(userId: string, asked: readonly string[], request: FactQuery): Promise<MemoryRow[]> {
    const { asOf, includeSuperseded, kinds, sessionId } = request;
    const time = trueAt({ now: this.clock.iso(), asOf, includeSuperseded });
    const conditions = [time.sql, `(${asked.map(() => "m.stems LIKE ? ESCAPE '!'").join(' OR ')})`];
    const params: SqlValue[] = [...time.params, ...asked.map(stemPattern)];
    if (kinds) {
      conditions.push(`m.kind IN (${kinds.map(() => '?').join(', ')})`);
      params.push(...kinds);
    }
    if (sessionId) {
      conditions.push(`EXISTS (SELECT 1 FROM memory_sources o JOIN messages said ON said.user_id = o.user_id
        AND said.id = o.message_id WHERE o.user_id = m.user_id AND o.memory_id = m.id AND said.session_id = ?)`);
      params.push(sessionId);
    }
    return this.rows.select(userId, `${conditions.join(' AND ')} ORDER BY m.id DESC LIMIT ${SCORED}`, params);
  }
}

/** Stems weigh by how rare they are among the rows; one that no row has was asked for as well. */
function score(rows: readonly MemoryRow[], asked: readonly string[]): (MemoryRow & { score: number })[] {
  const stems = rows.map((row) => new Set(stemsOfText(row.stems)));
  const total = Math.max(rows.length, 20);
  const weights = asked.map((stem) => {
    const frequency = stems.filter((own) => own.has(stem)).length;
    return Math.log(1 + total / (frequency + 1));
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return rows.map((row, i) => {
    const own = stems[i]!;
    let found = 0;
    let shared = 0;
    asked.forEach((stem, place) => {
      if (!own.has(stem)) return;
      found += weights[place]!;
      shared++;
    });
    const ofMemory = Math.min(1, shared / Math.min(own.size, STEMS_COUNTED));
    const truth = row.superseded_by ? SUPERSEDED : 1;
    return { ...row, score: truth * ((QUESTION_SHARE * found) / whole + (1 - QUESTION_SHARE) * ofMemory) };
  });
}
