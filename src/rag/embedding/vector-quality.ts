/**
 * How far the vectors of an account are to be believed beside words. Measured twice, without any label. With questions
 * made of a few running words of its own texts: how often is the text they are from the nearest? Noise never finds it.
 * With halves of its texts that share no word: do the vectors know which belong together? Whatever goes by letters does
 * not, however well it finds running words; and what letters know, the search by words knows better.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import { beyondLetters, halvesOf } from './halves.js';
import { ProfileModels } from './profile-models.js';
import type { StoredProfile } from './profile-table.js';
import { probesOf } from './probes.js';

interface Chunk {
  id: string;
  text: string;
}

export interface Quality {
  probes: number;
  /** Probes whose own text was the nearest. */
  hits: number;
  /** Chunks there were. */
  chunks: number;
  /** 0..1: how much of what letters leave undecided the vectors decided rightly. */
  meaning: number;
}

const MOST_PROBES = 48;
const MOST_HALVES = 48;
/** Share of probes found at which vectors begin to be worth something, and are worth all they can be. */
const WORTHLESS = 0.7;
const FULL = 0.9;
/** The same of what they know beyond letters. */
const LETTERS = 0.2;
const MEANING = 0.6;
/** Measured anew once there are so many times the chunks. */
const GROWTH = 2;

/** 0..1. Luck is taken off, of which small collections have much; few probes prove little. */
export function trustOf({ probes, hits, chunks, meaning }: Quality): number {
  if (probes === 0 || chunks < 2) return 0;
  const luck = 1 / chunks;
  const share = ((hits / probes - luck) / (1 - luck)) * (probes / (probes + 1));
  return Math.min(between(share, WORTHLESS, FULL), between(meaning, LETTERS, MEANING));
}

const between = (value: number, none: number, all: number): number =>
  Math.min(1, Math.max(0, (value - none) / (all - none)));

@Injectable()
export class VectorQuality {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly models: ProfileModels,
    private readonly clock: Clock,
  ) {}

  async of(userId: string, profileId: string): Promise<Quality | undefined> {
    const sql =
      'SELECT probes, hits, chunks, meaning FROM embedding_quality ' +
      'WHERE user_id = ? AND profile_id = ? AND meaning IS NOT NULL';
    return (await this.database.rows<Quality & object>(sql, [userId, profileId]))[0];
  }

  /** Measures where it was never measured, or on a fraction of what is there now. */
  async measure(userId: string, profile: StoredProfile, signal: AbortSignal): Promise<void> {
    const before = await this.of(userId, profile.id);
    const chunks = await this.chunkCount(userId);
    if (before && chunks < before.chunks * GROWTH && chunks * GROWTH > before.chunks) return;
    const sample = await this.sample(userId, chunks);
    const { probes, hits } = await this.found(userId, profile, sample, signal);
    const meaning = await this.meaning(profile, sample, signal);
    await this.save(userId, profile.id, { probes, hits, chunks, meaning });
  }

  private async found(userId: string, profile: StoredProfile, sample: Chunk[], signal: AbortSignal) {
    const probes = probesOf(sample, MOST_PROBES);
    const vectors = await this.models.embedAll(
      profile,
      probes.map(({ text }) => text),
      signal,
    );
    let hits = 0;
    for (const [i, { id, text }] of probes.entries()) {
      const vector = { profile: profile.id, values: vectors[i]!, trust: 1 };
      const request = { owner: userId, corpus: 'documents' as const, query: text, limit: 1, mode: 'dense', vector };
      const [nearest] = (await this.index.search(request, signal)).hits;
      if (nearest?.id === id) hits++;
    }
    return { probes: probes.length, hits };
  }

  private async meaning(profile: StoredProfile, sample: Chunk[], signal: AbortSignal): Promise<number> {
    const halves = halvesOf(
      sample.map(({ text }) => text),
      MOST_HALVES,
    );
    if (halves.length < 2) return 0;
    const texts = [...halves.map(({ first }) => first), ...halves.map(({ second }) => second)];
    const vectors = await this.models.embedAll(profile, texts, signal);
    return beyondLetters(halves, (i, j) => dot(vectors[i]!, vectors[halves.length + j]!));
  }

  private async chunkCount(userId: string): Promise<number> {
    const sql = 'SELECT SUM(chunk_count) AS chunks FROM documents WHERE user_id = ? AND generation > 0';
    return Number((await this.database.rows<{ chunks: number | string | null }>(sql, [userId]))[0]?.chunks ?? 0);
  }

  /** Chunks from all over what the account has. */
  private async sample(userId: string, chunks: number): Promise<Chunk[]> {
    const found: Chunk[] = [];
    const documents = await this.database.rows<{ id: string; generation: number }>(
      'SELECT id, generation FROM documents WHERE user_id = ? AND generation > 0 ORDER BY id',
      [userId],
    );
    const each = Math.ceil(Math.min(MOST_PROBES, chunks) / Math.max(1, documents.length));
    const every = Math.max(1, Math.floor(documents.length / MOST_PROBES));
    for (let at = 0; at < documents.length && found.length < MOST_PROBES; at += every) {
      const { id, generation } = documents[at]!;
      const rows = await this.database.rows<Chunk & object>(
        `SELECT id, text FROM chunks WHERE user_id = ? AND document_id = ? AND generation = ? ORDER BY ordinal LIMIT ${each}`,
        [userId, id, generation],
      );
      found.push(...rows);
    }
    return found;
  }

  private async save(userId: string, profileId: string, { probes, hits, chunks, meaning }: Quality): Promise<void> {
    const sql =
      'INSERT INTO embedding_quality (user_id, profile_id, probes, hits, chunks, meaning, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
      'ON CONFLICT (user_id, profile_id) DO UPDATE SET probes = excluded.probes, hits = excluded.hits, ' +
      'chunks = excluded.chunks, meaning = excluded.meaning, measured_at = excluded.measured_at';
    await this.database.batch([{ sql, params: [userId, profileId, probes, hits, chunks, meaning, this.clock.iso()] }]);
  }
}

/** Cosine of two vectors of length 1. */
function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
