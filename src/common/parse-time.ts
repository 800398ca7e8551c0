/** ISO-8601, date and time, with nothing that says where. */
const WITHOUT_ZONE = /^[+-]?\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?$/;

/**
 * Milliseconds since the epoch of a time a client gave; NaN where it is none. Without a zone it is UTC, as a date alone
 * is: JavaScript would take that of the machine the server stands on.
 */
export function parseTime(time: string): number {
  const text = time.trim();
  return Date.parse(WITHOUT_ZONE.test(text) ? `${text}Z` : text);
}
