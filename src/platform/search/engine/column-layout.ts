import type { SegmentDraft } from './segment-draft.js';
import { tableOfStrings } from './string-pool.js';
import { compareUuid, writeUuid } from './uuid-bytes.js';

/** The entry columns, the runs of the groups and the speakers' names, in the sorted order. */
export function layOutColumns({ rows, titles }: SegmentDraft, order: Uint32Array) {
  const count = order.length;
  const entryIds = new Uint8Array(count * 16);
  const ints = () => new Uint32Array(count);
  const columns = { ordinals: ints(), lengths: ints(), titleLengths: ints(), chars: ints(), entryNames: ints() };
  const createdAt = new Float64Array(count);
  const roles = new Uint8Array(count);
  const flags = new Uint8Array(count);
  const names = new Map<string, number>();
  order.forEach((index, entry) => {
    const row = rows[index]!;
    writeUuid(row.id, entryIds, entry * 16);
    columns.ordinals[entry] = row.ordinal;
    columns.lengths[entry] = row.length;
    columns.titleLengths[entry] = titles[index]!.length;
    columns.chars[entry] = row.chars;
    columns.entryNames[entry] = row.name === '' ? 0 : numberOfName(names, row.name) + 1;
    createdAt[entry] = row.createdAt;
    roles[entry] = row.role;
    flags[entry] = row.flags;
  });
  const table = tableOfStrings([...names.keys()]);
  return {
    entryIds,
    ...columns,
    createdAt,
    roles,
    flags,
    ...layOutGroups(rows, order),
    nameOffsets: table.offsets,
    nameBytes: table.bytes,
    nameSlots: table.slots,
  };
}

function numberOfName(names: Map<string, number>, name: string): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  names.set(name, names.size);
  return names.size - 1;
}

function layOutGroups(rows: SegmentDraft['rows'], order: Uint32Array) {
  const entryGroups = new Uint32Array(order.length);
  const ids = new Uint8Array(order.length * 16);
  const starts: number[] = [];
  let before: string | undefined;
  order.forEach((index, entry) => {
    const { group } = rows[index]!;
    if (group !== before) {
      const at = starts.length * 16;
      writeUuid(group, ids, at);
      // One may be written in two ways.
      if (at === 0 || compareUuid(ids, at, ids, at - 16) !== 0) starts.push(entry);
      before = group;
    }
    entryGroups[entry] = starts.length - 1;
  });
  return {
    entryGroups,
    groupIds: ids.subarray(0, starts.length * 16),
    groupStarts: Uint32Array.from([...starts, order.length]),
  };
}
