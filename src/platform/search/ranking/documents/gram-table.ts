// Finds a question's grams by their keys: a word of every candidate is cut into grams, so a look-up must cost next to nothing.

const SLOT_BITS = 11;
const SLOTS = 1 << SLOT_BITS;

/** Open addressing over two arrays. Holds up to 1,000 grams: 32 terms have fewer, of any length a person types. */
export class GramTable {
  static readonly most = 1000;
  private readonly keys = new Uint32Array(SLOTS);
  /** Place of the gram + 1; 0: free. */
  private readonly places = new Uint16Array(SLOTS);

  clear(): void {
    this.places.fill(0);
  }

  set(key: number, place: number): void {
    let slot = slotOf(key);
    while (this.places[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    this.keys[slot] = key;
    this.places[slot] = place + 1;
  }

  /** Writes the places of those of the keys that are here to `found`, each once; gives their number. */
  find(wanted: Uint32Array, count: number, found: Uint16Array): number {
    const { keys, places } = this;
    let size = 0;
    for (let at = 0; at < count; at++) {
      const key = wanted[at]!;
      let slot = slotOf(key);
      for (; places[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
        if (keys[slot] !== key) continue;
        const place = places[slot]! - 1;
        if (!has(found, size, place)) found[size++] = place;
        break;
      }
    }
    return size;
  }
}

const slotOf = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - SLOT_BITS);

function has(found: Uint16Array, size: number, place: number): boolean {
  for (let at = 0; at < size; at++) if (found[at] === place) return true;
  return false;
}
