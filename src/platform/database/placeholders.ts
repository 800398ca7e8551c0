const converted = new Map<string, string>();

/** `?` placeholders -> `$1, $2 …` as PostgreSQL wants them; question marks inside quotes stay. */
export function toPostgresPlaceholders(sql: string): string {
  let result = converted.get(sql);
  if (result === undefined) {
    let n = 0;
    result = sql.replace(/'(?:[^']|'')*'|"[^"]*"|\?/g, (part) => (part === '?' ? `$${++n}` : part));
    // Statements are written in code, so there are few; the guard is for lists of varying length.
    if (converted.size > 2000) converted.clear();
    converted.set(sql, result);
  }
  return result;
}
