import { UpstreamError } from '../../llm/upstream-error.js';

/** The vectors of an embeddings answer in the order of the texts, scaled to length 1. Throws `UpstreamError`. */
export function readVectors(body: unknown, count: number): Float32Array[] {
  const { data } = (body ?? {}) as { data?: unknown };
  if (!Array.isArray(data) || data.length !== count) throw malformed(`${count} vectors were asked for`);
  const vectors = new Map<number, Float32Array>();
  data.forEach((item: unknown, place) => {
    const { index, embedding } = (item ?? {}) as { index?: unknown; embedding?: unknown };
    vectors.set(typeof index === 'number' ? index : place, normalised(numbersOf(embedding)));
  });
  // One by one: a place named twice leaves another empty, and all behind it would belong to another text.
  return Array.from({ length: count }, (_, place) => {
    const vector = vectors.get(place);
    if (!vector?.length || vector.length !== vectors.get(0)?.length) throw malformed('a vector is missing');
    return vector;
  });
}

/** An array of numbers, or the bytes of 32-bit little-endian floats in base64. */
function numbersOf(embedding: unknown): Float32Array {
  if (Array.isArray(embedding)) return Float32Array.from(embedding as number[]);
  if (typeof embedding !== 'string') throw malformed('a vector is neither numbers nor base64');
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length % 4 !== 0) throw malformed('a vector is cut short');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function normalised(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  if (!Number.isFinite(squares)) throw malformed('a vector holds something that is no number');
  const length = Math.sqrt(squares);
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function malformed(what: string): UpstreamError {
  const message = 'The embeddings server did not answer as the protocol asks.';
  return new UpstreamError('malformed', { message, cause: new Error(what) });
}
