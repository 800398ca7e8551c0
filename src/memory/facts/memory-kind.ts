export const MEMORY_KINDS = ['fact', 'preference', 'instruction', 'episode'] as const;

/** A fact is true of the user, a preference is what they like, an instruction says how to answer, an episode happened. */
export type MemoryKind = (typeof MEMORY_KINDS)[number];
