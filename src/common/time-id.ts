/** The smallest id of a millisecond: the first 48 bits of a UUIDv7 are its time (RFC 9562, section 5.7). Pure. */
export function firstId(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
