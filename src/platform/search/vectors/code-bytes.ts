/** Bit codes are padded to so many bytes, which is how stored ones lie. */
const STEP = 16;

export const codeBytes = (dimensions: number): number => Math.ceil(dimensions / 8 / STEP) * STEP;
