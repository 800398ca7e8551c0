/** Puts facts beside message hits without pushing messages out of their ranking. Pure. */
import type { MemoryHitView } from './views/memory-hit.view.js';

/** A fact this much about the question comes before what was said. */
const STRONG = 0.45;
/** More facts than these in front would hide the conversations they are from. */
const IN_FRONT = 3;

/**
 * A fact whose message is among the hits stands right before it; up to three strong ones of other messages come first;
 * the weaker fill what room is left. Scores fall along the list.
 */
export function mixHits(episodes: MemoryHitView[], facts: MemoryHitView[], limit: number): MemoryHitView[] {
  if (!facts.length) return episodes;
  if (!episodes.length) return facts.slice(0, limit);
  const said = new Set(episodes.map(({ message_id }) => message_id));
  const beside = facts.filter(({ message_id, score }) => message_id && said.has(message_id) && score >= STRONG);
  const others = facts.filter((fact) => !beside.includes(fact));
  const front = others.filter(({ score }) => score >= STRONG).slice(0, IN_FRONT);
  const mixed = [
    ...front,
    ...episodes.flatMap((episode) => [
      ...beside.filter(({ message_id }) => message_id === episode.message_id),
      episode,
    ]),
    ...others.filter((fact) => !front.includes(fact)),
  ].slice(0, limit);
  return falling(mixed, episodes[0]!.score);
}

/** Facts are scored by another measure: they take a score that fits their place. */
function falling(hits: MemoryHitView[], best: number): MemoryHitView[] {
  let above = best;
  return hits.map((hit, i) => {
    const next = hits.slice(i).find(({ kind }) => kind === 'episode');
    if (hit.kind !== 'episode') return { ...hit, score: next ? Math.max(next.score, above) : above * hit.score };
    above = hit.score;
    return hit;
  });
}
