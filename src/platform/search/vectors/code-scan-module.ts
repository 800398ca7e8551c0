/**
 * A WebAssembly module of two functions, assembled here because a compiler would be a dependency larger than its output:
 * the weighed overlap of one query with many bit codes, sixteen codes at a step, and the estimates made of the overlaps.
 * What four bits of a code add is looked up in a table of the query's, and one instruction looks up for all sixteen (fast
 * scan, André and others 2015).
 */
import { name, section, signed, size } from './assembler.js';

const OPEN = { block: 0x02, loop: 0x03, end: 0x0b, none: 0x40 } as const;
const BRANCH = { to: 0x0c, if: 0x0d } as const;
const LOCAL = { get: 0x20, set: 0x21, tee: 0x22 } as const;
const I32 = { type: 0x7f, const: 0x41, eqz: 0x45, lessThan: 0x49, add: 0x6a } as const;
const V128 = 0x7b;
/** Prefix of the SIMD instructions. */
const SIMD = 0xfd;
const F32 = { type: 0x7d, max: 0x97, store: [0x38, 0x02, 0x00] } as const;
const FOUR = {
  splat: [SIMD, 0x13],
  lane: (number: number) => [SIMD, 0x1f, number],
  fromInts: [SIMD, 0xfb, 0x01],
  add: [SIMD, 0xe4, 0x01],
  subtract: [SIMD, 0xe5, 0x01],
  multiply: [SIMD, 0xe6, 0x01],
  max: [SIMD, 0xe9, 0x01],
} as const;
const load = (offset: number): number[] => [SIMD, 0x00, 0x04, ...size(offset)];
const store = (offset: number): number[] => [SIMD, 0x0b, 0x04, ...size(offset)];
const ZERO = [SIMD, 0x0c, ...new Array<number>(16).fill(0)];
const FIFTEENS = [SIMD, 0x0c, ...new Array<number>(16).fill(15)];
const LOOK_UP = [SIMD, 0x0e];
const AND = [SIMD, 0x4e];
const SHIFT_BYTES_DOWN = [SIMD, 0x6d];
const ADD_BYTES = [SIMD, 0x6e];
const ADD_16 = [SIMD, 0x8e, 0x01];
const BYTES_TO_16 = { low: [SIMD, 0x89, 0x01], high: [SIMD, 0x8a, 0x01] } as const;
const HALVES_TO_32 = { low: [SIMD, 0xa9, 0x01], high: [SIMD, 0xaa, 0x01] } as const;

/** Codes that are compared at once; they lie byte by byte: the first bytes of all, then the second ones. */
export const GROUP = 16;
/** A byte of a code has a table for its low and one for its high half, 16 bytes each. */
export const TABLES = 32;

/** Parameters, then locals. */
const [codes, query, groups, length, out, end, at, some, first, second] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const get = (local: number): number[] => [LOCAL.get, local];
const set = (local: number): number[] => [LOCAL.set, local];
const addTo = (local: number, amount: number[]): number[] => [...get(local), ...amount, I32.add, ...set(local)];

/** What the halves of one byte add, for each of the sixteen: at most 2 × 60. */
const oneByte = (number: number): number[] => [
  ...[...get(at), ...load(number * TABLES), ...get(codes), ...load(number * GROUP), LOCAL.tee, some],
  ...[...FIFTEENS, ...AND, ...LOOK_UP],
  ...[...get(at), ...load(number * TABLES + 16), ...get(some), I32.const, 4, ...SHIFT_BYTES_DOWN, ...LOOK_UP],
  ...ADD_BYTES,
];
const widen = (half: 'low' | 'high', sum: number): number[] => [
  ...[...get(sum), ...get(some), ...BYTES_TO_16[half], ...ADD_16, ...set(sum)],
];
/** Walks the codes and the tables side by side, two bytes at a step. */
const ONE_GROUP = [
  ...[...ZERO, LOCAL.tee, first, ...set(second), ...get(query), ...set(at)],
  ...[...get(codes), ...get(length), I32.add, ...set(end)],
  ...[OPEN.loop, OPEN.none],
  ...[...oneByte(0), ...oneByte(1), ...ADD_BYTES, ...set(some), ...widen('low', first), ...widen('high', second)],
  ...addTo(at, [I32.const, ...signed(2 * TABLES)]),
  ...[...get(codes), I32.const, ...signed(2 * GROUP), I32.add, LOCAL.tee, codes, ...get(end)],
  ...[I32.lessThan, BRANCH.if, 0, OPEN.end],
];
const STORE_SUMS = [first, second].flatMap((sum, half) => [
  ...[...get(out), ...get(sum), ...HALVES_TO_32.low, ...store(half * 32)],
  ...[...get(out), ...get(sum), ...HALVES_TO_32.high, ...store(half * 32 + 16)],
]);
const BODY = [
  ...[2, 2, I32.type, 3, V128],
  ...[OPEN.block, OPEN.none, OPEN.loop, OPEN.none],
  ...[...get(groups), I32.eqz, BRANCH.if, 1],
  ...[...ONE_GROUP, ...STORE_SUMS],
  ...[...addTo(out, [I32.const, ...signed(4 * GROUP)]), ...addTo(groups, [I32.const, ...signed(-1)])],
  ...[BRANCH.to, 0, OPEN.end, OPEN.end, OPEN.end],
];

/** The floats of a group: sixteen offsets, sixteen factors, sixteen bits. */
export const FACTORS = 3 * GROUP;
const [overlaps, floats, estimates, best, left, perOverlap, total, offset, perBits] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const [overlaps4, total4, offset4, bits4, four, most] = [9, 10, 11, 12, 13, 14];
const spread = (from: number, to: number): number[] => [...get(from), ...FOUR.splat, ...set(to)];
/** offset + its offset + factor × (perOverlap × overlap - total) + perBits × bits, for four of a group. */
const fourEstimates = (part: number): number[] => [
  ...[...get(estimates), ...get(floats), ...load(part * 16), ...get(offset4), ...FOUR.add],
  ...[...get(floats), ...load(part * 16 + 64)],
  ...[...get(overlaps), ...load(part * 16), ...FOUR.fromInts, ...get(overlaps4), ...FOUR.multiply],
  ...[...get(total4), ...FOUR.subtract, ...FOUR.multiply, ...FOUR.add],
  ...[...get(floats), ...load(part * 16 + 128), ...get(bits4), ...FOUR.multiply, ...FOUR.add],
  ...[LOCAL.tee, four, ...store(part * 16)],
  ...[...get(four), ...(part ? [...get(most), ...FOUR.max] : []), ...set(most)],
];
const lanes = [0, 1, 2, 3].map((lane) => [...get(most), ...FOUR.lane(lane)]);
const ESTIMATE = [
  ...[1, 6, V128],
  ...[
    ...spread(perOverlap, overlaps4),
    ...spread(total, total4),
    ...spread(offset, offset4),
    ...spread(perBits, bits4),
  ],
  ...[OPEN.block, OPEN.none, OPEN.loop, OPEN.none, ...get(left), I32.eqz, BRANCH.if, 1],
  ...[0, 1, 2, 3].flatMap(fourEstimates),
  ...[...get(best), ...lanes[0]!, ...lanes[1]!, F32.max, ...lanes[2]!, F32.max, ...lanes[3]!, F32.max, ...F32.store],
  ...[...addTo(overlaps, [I32.const, ...signed(64)]), ...addTo(floats, [I32.const, ...signed(4 * FACTORS)])],
  ...[...addTo(estimates, [I32.const, ...signed(64)]), ...addTo(best, [I32.const, ...signed(4)])],
  ...[...addTo(left, [I32.const, ...signed(-1)]), BRANCH.to, 0, OPEN.end, OPEN.end, OPEN.end],
];

/** Of a function that gives nothing. */
const type = (ints: number, numbers: number): number[] => [
  ...[0x60, ints + numbers, ...new Array<number>(ints).fill(I32.type), ...new Array<number>(numbers).fill(F32.type), 0],
];

/**
 * Bytes of the module: imports `env.memory`, exports `scan(codes, query, groups, length, out)`: `length` is that of the
 * codes of a group in bytes; sums have 16 bits: enough for codes of 4,369 axes at 15 each. And `estimate(overlaps, floats,
 * out, best, groups, perOverlap, total, offset, perBits)`, which also gives the best estimate of each group.
 */
export function codeScanModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, ...type(5, 0), ...type(5, 4)]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [2, 0, 1]),
    ...section(7, [2, ...name('scan'), 0x00, 0, ...name('estimate'), 0x00, 1]),
    ...section(10, [2, ...[BODY, ESTIMATE].flatMap((body) => [...size(body.length), ...body])]),
  ]);
}
