/** Finds what is known about a question among an owner's memories, by words and the other words they are asked by. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { inList } from '../../common/in-list.js';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { HAS_SOURCE, trueAt } from './live-memory.js';
import type { MemoryKind } from './memory-kind.js';
import { MemoryRows, type SourcedMemory } from './memory-row.js';
import { stemsIn } from './memory-words.js';

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
const SCORED = 500;
/** The newest memories with a stem; the nested SELECT, because a part of a UNION takes no LIMIT of its own. */
const FOUND_BY_STEM = `SELECT memory_id FROM (SELECT memory_id FROM memory_stems WHERE user_id = ? AND stem = ?
  ORDER BY memory_id DESC LIMIT ${SCORED}) AS newest`;
const LEAST_SCORE = 0.15;
const QUESTION_SHARE = 0.75;
/** What is no longer true comes after what is. */
const SUPERSEDED = 0.9;
/** A longer memory is not less about a question because of its other words. */
const STEMS_COUNTED = 5;

interface Candidate {
  id: string;
  stems: string;
  superseded_by: string | null;
}

@Injectable()
export class FactSearch {
  constructor(
    private readonly database: Database,
    private readonly rows: MemoryRows,
    private readonly clock: Clock,
  ) {}

  /** Best first; the newer of equals. */
  async find(userId: string, request: FactQuery): Promise<FoundMemory[]> {
    const asked = stemsIn(request.query).slice(0, QUERY_STEMS);
    if (!asked.length) return [];
    const atLeast = request.atLeast ?? LEAST_SCORE;
    const best = score(await this.candidates(userId, asked, request), asked)
      .filter((rated) => rated.score >= atLeast)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1))
      .slice(0, request.limit);
    if (!best.length) return [];
    const { marks, values } = inList(best.map(({ id }) => id));
    const rows = await this.rows.select(userId, `m.id IN (${marks})`, values);
    const sourced = new Map((await this.rows.withSources(userId, rows)).map((row) => [row.id, row]));
    return best.flatMap((rated) => {
      const row = sourced.get(rated.id);
      return row ? [{ ...row, score: rated.score }] : [];
    });
  }

  private candidates(userId: string, asked: readonly string[], request: FactQuery): Promise<Candidate[]> {
    const { asOf, includeSuperseded, kinds, sessionId } = request;
    const time = trueAt({ now: this.clock.iso(), asOf, includeSuperseded });
    const found = asked.map(() => FOUND_BY_STEM).join(' UNION ');
    const conditions = [`m.id IN (${found})`, time.sql];
    const params: SqlValue[] = [...asked.flatMap((stem) => [userId, stem]), ...time.params];
    if (kinds) {
      conditions.push(`m.kind IN (${kinds.map(() => '?').join(', ')})`);
      params.push(...kinds);
    }
    if (sessionId) {
      conditions.push(`EXISTS (SELECT 1 FROM memory_sources o JOIN messages said ON said.user_id = o.user_id
        AND said.id = o.message_id WHERE o.user_id = m.user_id AND o.memory_id = m.id AND said.session_id = ?)`);
      params.push(sessionId);
    }
    const sql = `SELECT m.id, m.stems, m.superseded_by FROM memories m
      WHERE m.user_id = ? AND ${HAS_SOURCE} AND ${conditions.join(' AND ')} ORDER BY m.id DESC LIMIT ${SCORED}`;
    return this.database.rows<Candidate>(sql, [userId, ...params]);
  }
}

/** Stems weigh by how rare they are among the rows; one that no row has was asked for as well. */
function score(rows: readonly Candidate[], asked: readonly string[]): { id: string; score: number }[] {
  const has = rows.map(({ stems }) => asked.map((stem) => stems.includes(` ${stem} `)));
  const total = Math.max(rows.length, 20);
  const weights = asked.map((_, place) => {
    const frequency = has.reduce((count, found) => count + Number(found[place]), 0);
    return Math.log(1 + total / (frequency + 1));
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return rows.map(({ id, stems, superseded_by }, i) => {
    const found = has[i]!;
    const weight = weights.reduce((sum, one, place) => (found[place] ? sum + one : sum), 0);
    const shared = found.filter(Boolean).length;
    const ofMemory = Math.min(1, shared / fewestOf(stems));
    const truth = superseded_by ? SUPERSEDED : 1;
    return { id, score: truth * ((QUESTION_SHARE * weight) / whole + (1 - QUESTION_SHARE) * ofMemory) };
  });
}

/** How many stems there are, counted up to a few. */
function fewestOf(stems: string): number {
  let count = 0;
  for (let at = stems.indexOf(' ', 1); at > 0 && count < STEMS_COUNTED; at = stems.indexOf(' ', at + 1)) count++;
  return Math.max(1, count);
}
