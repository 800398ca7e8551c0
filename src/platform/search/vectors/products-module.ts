/**
 * A WebAssembly module of one function: the dot products of one vector of floats with many of 16-bit integers, eight
 * values at a step.
 */
import { name, section, size } from './assembler.js';

const [BLOCK, LOOP, END, NONE] = [0x02, 0x03, 0x0b, 0x40] as const;
const [BRANCH, BRANCH_IF] = [0x0c, 0x0d] as const;
const I32 = { type: 0x7f, const: 0x41, eqz: 0x45, lessThan: 0x49, add: 0x6a } as const;
const V128 = 0x7b;
const SIMD = 0xfd;
const F32 = { add: 0x92, store: [0x38, 0x02, 0x00] } as const;
const LOAD = [SIMD, 0x00, 0x04];
const ZERO = [SIMD, 0x0c, ...new Array<number>(16).fill(0)];
const WIDEN = { low: [SIMD, 0xa7, 0x01], high: [SIMD, 0xa8, 0x01] } as const;
const TO_FLOATS = [SIMD, 0xfa, 0x01];
const FLOATS = { add: [SIMD, 0xe4, 0x01], multiply: [SIMD, 0xe6, 0x01], lane: [SIMD, 0x1f] } as const;

/** Parameters, then locals. */
const [query, queryEnd, values, rows, out, at, low, high, eight] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const addTo = (local: number, amount: number): number[] => [
  ...get(local),
  I32.const,
  amount & 127,
  I32.add,
  ...set(local),
];
const addProducts = (half: 'low' | 'high', sum: number, offset: number): number[] => [
  ...[...get(sum), ...get(eight), ...WIDEN[half], ...TO_FLOATS, ...get(at), ...LOAD, offset],
  ...[...FLOATS.multiply, ...FLOATS.add, ...set(sum)],
];
const lane = (number: number): number[] => [...get(low), ...FLOATS.lane, number];
const BODY = [
  ...[2, 1, I32.type, 3, V128],
  ...[BLOCK, NONE, LOOP, NONE, ...get(rows), I32.eqz, BRANCH_IF, 1],
  ...[...ZERO, ...set(low), ...ZERO, ...set(high), ...get(query), ...set(at)],
  ...[LOOP, NONE, ...get(values), ...LOAD, 0, ...set(eight)],
  ...[...addProducts('low', low, 0), ...addProducts('high', high, 16)],
  ...[...addTo(values, 16), ...addTo(at, 32), ...get(at), ...get(queryEnd), I32.lessThan, BRANCH_IF, 0, END],
  ...[...get(low), ...get(high), ...FLOATS.add, ...set(low)],
  ...[...get(out), ...lane(0), ...lane(1), F32.add, ...lane(2), ...lane(3), F32.add, F32.add, ...F32.store],
  ...[...addTo(out, 4), ...addTo(rows, -1), BRANCH, 0, END, END, END],
];

/**
 * Bytes of the module: imports `env.memory`, exports `products(query, queryEnd, values, rows, out)`, places in bytes: a
 * query of floats from one place to another, rows of as many integers, and where a float for each row is put. The length
 * is a multiple of eight.
 */
export function productsModule(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, ...new Array<number>(5).fill(I32.type), 0]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('products'), 0x00, 0]),
    ...section(10, [1, ...size(BODY.length), ...BODY]),
  ]);
}
