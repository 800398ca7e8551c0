const UNITS = ['bytes', 'KB', 'MB', 'GB'];

/** A number of bytes as people read it, in the largest unit it is a whole number of: 25 MB, 1500000 bytes. Pure. */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && size % 1024 === 0 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${size} ${UNITS[unit]}`;
}
