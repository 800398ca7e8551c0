/** NUL, which PostgreSQL cannot store, and halves of a surrogate pair, which UTF-8 cannot. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;
const SUSPECT = /[\0\ud800-\udfff]/;

/** The same text with U+FFFD for each character that no database would give back. */
export function storable(text: string): string {
  return SUSPECT.test(text) ? text.replace(UNSTORABLE, '\ufffd') : text;
}

/** The same of a name that is part of a key, whose length an index bounds; what is too long is cut. */
export function storableName(name: string, longest: number): string {
  return storable(name.length > longest ? name.slice(0, longest) : name);
}
