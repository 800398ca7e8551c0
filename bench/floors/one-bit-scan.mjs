/**
 * The floor of finding by vectors: a bit an axis for the side of the centre it lies on, all codes compared with the query's
 * by 16 bytes at a step in WebAssembly, the best two hundred compared exactly. Keeps floats, stores nothing, knows no
 * owner, no filter and no deletion. For 384 axes.
 */
const AXES = 384;
const CODE_BYTES = AXES / 8;
const PAGE = 65_536;
const RESCORED = 200;

const SIMD = 0xfd;
const [CODES, QUERY, ROWS, OUT, SUM] = [0, 1, 2, 3, 4];
const get = (local) => [0x20, local];
const set = (local) => [0x21, local];
const load = (local, offset) => [...get(local), SIMD, 0x00, 0x04, offset];
const lane = (number) => [...get(SUM), SIMD, 0x1b, number];
/** Bits that differ in 16 bytes, a count a byte. */
const differing = (offset) => [...load(CODES, offset), ...load(QUERY, offset), SIMD, 0x51, SIMD, 0x62];
const addTo = (local, amount) => [...get(local), 0x41, amount, 0x6a, ...set(local)];
const BODY = [
  ...[1, 1, 0x7b], // one local of 128 bits
  ...[0x02, 0x40, 0x03, 0x40, ...get(ROWS), 0x45, 0x0d, 1],
  ...[...differing(0), ...differing(16), SIMD, 0x6e, ...differing(32), SIMD, 0x6e],
  ...[SIMD, 0x7d, SIMD, 0x7f, ...set(SUM)], // pairs of bytes to 16 bits, pairs of those to 32
  ...[...get(OUT), ...lane(0), ...lane(1), 0x6a, ...lane(2), 0x6a, ...lane(3), 0x6a, 0x36, 0x02, 0x00],
  ...[...addTo(CODES, CODE_BYTES), ...addTo(OUT, 4), ...addTo(ROWS, 0x7f)],
  ...[0x0c, 0, 0x0b, 0x0b, 0x0b],
];
const section = (id, content) => [id, ...length(content), ...content];
const length = ({ length: size }) => (size < 128 ? [size] : [(size & 127) | 128, size >> 7]);
const name = (text) => [text.length, ...Buffer.from(text)];
const MODULE = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 0]),
  ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('scan'), 0x00, 0]),
  ...section(10, [1, ...length(BODY), ...BODY]),
]);

function encode(vector, centre, words) {
  words.fill(0);
  for (let axis = 0; axis < AXES; axis++) if (vector[axis] > centre[axis]) words[axis >> 5] |= 1 << (axis & 31);
}

function dot(a, b) {
  let sum = 0;
  for (let axis = 0; axis < AXES; axis++) sum += a[axis] * b[axis];
  return sum;
}

/** Rows with the fewest differing bits, at least `count` of them; those of one distance come together. */
function closest(distances, count) {
  const tally = new Uint32Array(AXES + 1);
  for (const distance of distances) tally[distance]++;
  let limit = 0;
  for (let sum = tally[0]; sum < count && limit < AXES; sum += tally[limit]) limit++;
  const rows = [];
  for (let row = 0; row < distances.length; row++) if (distances[row] <= limit) rows.push(row);
  return rows;
}

/**
 * @param {Float32Array[]} vectors of 384 axes
 * @param {Float32Array} centre
 * @returns {(query: Float32Array, limit: number) => number[]} the nearest rows, nearest first
 */
export function openOneBitScan(vectors, centre) {
  const codesAt = CODE_BYTES;
  const outAt = codesAt + vectors.length * CODE_BYTES;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((outAt + vectors.length * 4) / PAGE) });
  const { scan } = new WebAssembly.Instance(new WebAssembly.Module(MODULE), { env: { memory } }).exports;
  const words = (at) => new Uint32Array(memory.buffer, at, CODE_BYTES / 4);
  vectors.forEach((vector, row) => encode(vector, centre, words(codesAt + row * CODE_BYTES)));
  const distances = new Uint32Array(memory.buffer, outAt, vectors.length);
  return (query, limit) => {
    encode(query, centre, words(0));
    scan(codesAt, 0, vectors.length, outAt);
    const scored = closest(distances, RESCORED).map((row) => ({ row, similarity: dot(query, vectors[row]) }));
    scored.sort((a, b) => b.similarity - a.similarity);
    return scored.slice(0, limit).map(({ row }) => row);
  };
}
