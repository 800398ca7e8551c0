/**
 * A WebAssembly module that makes what a block keeps of vectors: two vectors at a time, one in each lane, so that each
 * goes through the very operations, in the very order, that one after another would in JavaScript. Whatever the number of
 * axes, no lane is left over, and codes made anywhere at any time are the same to the last bit.
 */
import { name, section, signed, size } from './assembler.js';
import { codeBytes } from './code-bytes.js';
import { transformLength } from './rotation.js';

/** A vector's largest value becomes this one. */
const LARGEST = 32_767;

const LOOP = { begin: [0x03, 0x40], end: [0x0d, 0, 0x0b] } as const;
const END = 0x0b;
const SELECT = 0x1b;
const CALL = 0x10;
const I32 = { type: 0x7f, const: 0x41, below: 0x49, add: 0x6a } as const;
const F64 = 0x7c;
const V128 = 0x7b;
const simd = (code: number): number[] => [0xfd, ...size(code)];
/** An instruction that reads or writes memory, which need not be aligned. */
const access = (code: number, offset: number): number[] => [...simd(code), 0, ...size(offset)];
const load = (offset = 0): number[] => access(0x00, offset);
const store = (offset = 0): number[] => access(0x0b, offset);
const loadToBoth = (offset: number): number[] => access(0x0a, offset);
const loadFloat = (offset: number): number[] => access(0x5c, offset);
const loadFloatToSecond = (offset: number): number[] => [...access(0x56, offset), 1];
const loadTwoFloats = (offset: number): number[] => access(0x5d, offset);
const storeFloat = (offset: number, lane: number): number[] => [...access(0x5a, offset), lane];
const storeWord = (offset: number, lane: number): number[] => [...access(0x5b, offset), lane];
/** The first halves of two, one after the other. */
const FIRST_HALVES = [...simd(0x0d), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
const [AND, OR] = [simd(0x4e), simd(0x50)];
const [TO_FLOATS, FROM_FLOATS] = [simd(0x5e), simd(0x5f)];
const [TO_32_BITS, TO_16_BITS] = [simd(0xfc), simd(0x85)];
const SHIFT_UP = simd(0xcb);
const FIRST_BIT = [...simd(0x0c), ...[1, 0, 0, 0, 0, 0, 0, 0], ...[1, 0, 0, 0, 0, 0, 0, 0]];
/** Of two numbers of 64 bits. */
const TWO = {
  toBoth: simd(0x14),
  lane: (number: number): number[] => [...simd(0x21), number],
  above: simd(0x4a),
  ceil: simd(0x74),
  abs: simd(0xec),
  add: simd(0xf0),
  subtract: simd(0xf1),
  multiply: simd(0xf2),
  divide: simd(0xf3),
  max: simd(0xf5),
} as const;

const get = (local: number): number[] => [0x20, ...size(local)];
const set = (local: number): number[] => [0x21, ...size(local)];
const tee = (local: number): number[] => [0x22, ...size(local)];
const plus = (local: number, amount: number): number[] => [...get(local), I32.const, ...signed(amount), I32.add];
const int = (value: number): number[] => [I32.const, ...signed(value)];
const constant = (value: number): number[] => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];
const both = (value: number): number[] => [...constant(value), ...TWO.toBoth];
/** Goes on, `amount` further, while the place is below the end (an instruction that gives it). */
const loop = (body: readonly number[], at: number, amount: number, end: readonly number[]): number[] => [
  ...[...LOOP.begin, ...body, ...plus(at, amount), ...tee(at), ...end, I32.below, ...LOOP.end],
];
/** Parameters have their numbers first, then these locals do. */
const body = (ints: number, vectors: number, code: readonly number[]): number[] => {
  const all = [2, ints, I32.type, vectors, V128, ...code, END];
  return [...size(all.length), ...all];
};

/** Two vectors' values on an axis. */
const PAIR = 16;
/** What is known of an axis: the centre, and the signs of both rounds of the rotation, 8 bytes each. */
const AXIS = 24;
/** Axes of which the code is written at once. */
const WORD = 64;
/** Levels of the transform that one pass does: what is loaded once for them fits the registers. */
const LEVELS_A_PASS = 3;

/** Where in the memory what lies, for so many rows at once. */
export interface EncodeLayout {
  bytes: number;
  /** Three 64-bit floats an axis: the centre, the signs. */
  axes: number;
  floats: number;
  codes: number;
  values: number;
  /** The vectors, as they come. */
  rows: number;
}

/** @param most rows, an even number */
export function encodeLayout(dimensions: number, most: number): EncodeLayout {
  const axes = dimensions * PAIR;
  const floats = axes + dimensions * AXIS;
  const codes = floats + most * 16;
  const values = codes + most * codeBytes(dimensions);
  // What is read and written eight values at a step goes beyond the end.
  const rows = values + most * dimensions * 2 + 16;
  return { axes, floats, codes, values, rows, bytes: rows + most * dimensions * 4 + 32 };
}

/** The passes of `Rotation`'s transform over `length` axes from a place on; the last one scales. */
function transform(length: number): number[] {
  const [from, at, stop, scale, spare, first] = [0, 1, 2, 3, 4, 5] as const;
  const levels = Math.log2(length);
  const passes: number[] = [];
  for (let level = 0; level < levels; level += LEVELS_A_PASS) {
    const radix = 2 ** Math.min(LEVELS_A_PASS, levels - level);
    const apart = 2 ** level * PAIR;
    const values = Array.from({ length: radix }, (_, i) => first + i);
    const isLast = level + LEVELS_A_PASS >= levels;
    const some = [
      ...values.flatMap((value, i) => [...get(at), ...load(i * apart), ...set(value)]),
      ...butterflies(values, spare),
      ...values.flatMap((value, i) => [
        ...[...get(at), ...get(value), ...(isLast ? [...get(scale), ...TWO.multiply] : []), ...store(i * apart)],
      ]),
    ];
    const run = [...plus(at, apart), ...set(stop), ...loop(some, at, PAIR, get(stop))];
    passes.push(...get(from), ...set(at), ...loop(run, at, (radix - 1) * apart, plus(from, length * PAIR)));
  }
  return body(2, 2 + 2 ** LEVELS_A_PASS, [...both(1 / Math.sqrt(length)), ...set(scale), ...passes]);
}

/** Sums and differences of what is one, then two, then four apart. */
function butterflies(values: readonly number[], spare: number): number[] {
  const code: number[] = [];
  for (let half = 1; half < values.length; half *= 2) {
    for (let i = 0; i < values.length; i++) {
      if (i & half) continue;
      const [a, b] = [values[i]!, values[i + half]!];
      code.push(...get(a), ...get(b), ...TWO.add, ...set(spare));
      code.push(...get(a), ...get(b), ...TWO.subtract, ...set(b), ...get(spare), ...set(a));
    }
  }
  return code;
}

/** Rounds one vector to 16-bit integers, eight at a step; what goes beyond its end the next one overwrites. */
function quantise(dimensions: number): number[] {
  const [row, into, factor, end, factors, half, one, value, up] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  // As Math.round does: up, and down again where that was more than a half. Adding a half first would round twice.
  const rounded = (offset: number) => [
    ...[...get(row), ...loadTwoFloats(offset), ...FROM_FLOATS, ...get(factors), ...TWO.multiply, ...tee(value)],
    ...[...TWO.ceil, ...tee(up), ...get(up), ...get(half), ...TWO.subtract, ...get(value), ...TWO.above],
    ...[...get(one), ...AND, ...TWO.subtract, ...TO_32_BITS],
  ];
  const four = (offset: number) => [...rounded(offset), ...rounded(offset + 8), ...FIRST_HALVES];
  const eight = [
    ...[...get(into), ...four(0), ...four(16), ...TO_16_BITS, ...store()],
    ...[...plus(into, 16), ...set(into)],
  ];
  return body(1, 5, [
    ...[...get(factor), ...TWO.toBoth, ...set(factors), ...both(0.5), ...set(half), ...both(1), ...set(one)],
    ...[...plus(row, dimensions * 4), ...set(end), ...loop(eight, row, 32, get(end))],
  ]);
}

const [TRANSFORM, QUANTISE, ENCODE] = [0, 1, 2] as const;
/** Of `encode`: the parameter, eight places, then vectors. */
const [rowsEnd, row, values, codes, floats, at, axis, float, stop] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
const [value, most, offset, centre, sum, squares, count, word] = [9, 10, 11, 12, 13, 14, 15, 16] as const;
const [bit, one, isSet] = [17, 18, 19] as const;
const zero = (...locals: number[]): number[] => locals.flatMap((local) => [...both(0), ...set(local)]);
const addTo = (local: number, amount: readonly number[]): number[] => [
  ...[...get(local), ...amount, ...TWO.add, ...set(local)],
];

/** Leaves the difference from the centre, with the first signs; notes the largest value, and centre · difference. */
const centred = (dimensions: number, { axes }: EncodeLayout): number[] => {
  const onAxis = [
    ...[...get(float), ...loadFloat(0), ...set(value)],
    ...[...get(float), ...get(value), ...loadFloatToSecond(dimensions * 4), ...FROM_FLOATS, ...tee(value)],
    ...[...TWO.abs, ...get(most), ...TWO.max, ...set(most)],
    ...[...get(value), ...get(axis), ...loadToBoth(0), ...tee(centre), ...TWO.subtract, ...set(value)],
    ...addTo(offset, [...get(value), ...get(centre), ...TWO.multiply]),
    ...[...get(at), ...get(value), ...get(axis), ...loadToBoth(8), ...TWO.multiply, ...store()],
    ...[...plus(float, 4), ...set(float), ...plus(axis, AXIS), ...set(axis)],
  ];
  return [
    ...[...int(0), ...set(at), ...int(axes), ...set(axis), ...get(row), ...set(float), ...zero(most, offset)],
    ...loop(onAxis, at, PAIR, int(dimensions * PAIR)),
  ];
};

/** As `Rotation.apply` does, after its first signs. */
const rotated = (dimensions: number, { axes }: EncodeLayout): number[] => {
  const last = (dimensions - transformLength(dimensions)) * PAIR;
  const transforms = [...int(0), CALL, TRANSFORM, ...(last > 0 ? [...int(last), CALL, TRANSFORM] : [])];
  const sign = [
    ...[...get(at), ...get(at), ...load(), ...get(axis), ...loadToBoth(16), ...TWO.multiply, ...store()],
    ...[...plus(axis, AXIS), ...set(axis)],
  ];
  return [
    ...[...transforms, ...int(0), ...set(at), ...int(axes), ...set(axis)],
    ...[...loop(sign, at, PAIR, int(dimensions * PAIR)), ...transforms],
  ];
};

/** The side of the centre on each axis; sums of the values' sizes, of their squares, and of the bits set. */
const coded = (dimensions: number): number[] => {
  const end = dimensions * PAIR;
  const onAxis = [
    ...[...get(at), ...load(), ...tee(value), ...both(0), ...TWO.above, ...set(isSet)],
    ...[...get(word), ...get(isSet), ...get(bit), ...AND, ...OR, ...set(word)],
    ...[...get(bit), ...int(1), ...SHIFT_UP, ...set(bit)],
    ...addTo(count, [...get(isSet), ...get(one), ...AND]),
    ...addTo(sum, [...get(value), ...TWO.abs]),
    ...addTo(squares, [...get(value), ...get(value), ...TWO.multiply]),
  ];
  const oneWord = [
    ...[...zero(word), ...FIRST_BIT, ...set(bit)],
    // The end of the word, or of the vector.
    ...[...plus(at, WORD * PAIR), ...tee(stop), ...int(end)],
    ...[...get(stop), ...int(end), I32.below, SELECT, ...set(stop)],
    ...loop(onAxis, at, PAIR, get(stop)),
    ...[...get(axis), ...get(word), ...storeWord(0, 0)],
    ...[...get(axis), ...get(word), ...storeWord(codeBytes(dimensions), 1)],
    ...[...plus(axis, WORD / 8), ...set(axis)],
  ];
  const start = [...int(0), ...set(at), ...get(codes), ...set(axis), ...zero(sum, squares, count)];
  return [...start, ...loop(oneWord, at, 0, int(end))];
};

/** Of each vector its scale, offset, factor and bits: see `EncodedRows`. A difference of nothing has the factor 0. */
const factors: number[] = [
  ...[...get(squares), ...get(sum), ...TWO.divide, ...get(sum), ...both(0), ...TWO.above, ...AND, ...set(sum)],
  ...[...get(sum), ...get(count), ...TWO.multiply, ...set(count)],
  ...[...get(most), ...both(LARGEST), ...TWO.divide, ...set(most)],
  ...[most, offset, sum, count].flatMap((local, i) => [
    ...[...get(floats), ...get(local), ...TO_FLOATS, ...tee(value), ...storeFloat(i * 4, 0)],
    ...[...get(floats), ...get(value), ...storeFloat(16 + i * 4, 1)],
  ]),
];

function encode(dimensions: number, layout: EncodeLayout): number[] {
  const factor = (lane: number) => [...both(LARGEST), ...get(most), ...TWO.divide, ...TWO.lane(lane)];
  const places: readonly (readonly [local: number, place: number, bytes: number])[] = [
    [values, layout.values, dimensions * 2],
    [codes, layout.codes, codeBytes(dimensions)],
    [floats, layout.floats, 16],
  ];
  const pair = [
    ...centred(dimensions, layout),
    ...[...get(row), ...get(values), ...factor(0), CALL, QUANTISE],
    ...[...plus(row, dimensions * 4), ...plus(values, dimensions * 2), ...factor(1), CALL, QUANTISE],
    ...[...rotated(dimensions, layout), ...coded(dimensions), ...factors],
    ...places.flatMap(([local, , bytes]) => [...plus(local, 2 * bytes), ...set(local)]),
  ];
  return body(8, 11, [
    ...[...both(1), ...set(one), ...int(layout.rows), ...set(row)],
    ...places.flatMap(([local, place]) => [...int(place), ...set(local)]),
    ...loop(pair, row, dimensions * 8, get(rowsEnd)),
  ]);
}

/**
 * Bytes of the module for vectors of so many axes, at least one: imports `env.memory`, laid out as told; exports
 * `encode(rowsEnd)`, for an even number of vectors from `rows` to that place, in bytes. Their 16-bit integers, codes and
 * floats (four each) lie one after another afterwards.
 */
export function encodeModule(dimensions: number, layout: EncodeLayout): Uint8Array<ArrayBuffer> {
  const code = [...transform(transformLength(dimensions)), ...quantise(dimensions), ...encode(dimensions, layout)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, ...[0x60, 1, I32.type, 0], ...[0x60, 3, I32.type, I32.type, F64, 0]]),
    ...section(2, [1, ...name('env'), ...name('memory'), 0x02, 0x00, 1]),
    ...section(3, [3, 0, 1, 0]),
    ...section(7, [1, ...name('encode'), 0x00, ENCODE]),
    ...section(10, [3, ...code]),
  ]);
}
