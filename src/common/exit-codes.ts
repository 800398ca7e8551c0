/** What a process of ours says by its exit code (sysexits.h). Pure. */

/** Something is wrong with the configuration. */
export const EX_CONFIG = 78;
/** What was to be written could not be: the disk is full. */
export const EX_IOERR = 74;
