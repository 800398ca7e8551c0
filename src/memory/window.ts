/** How much of a conversation is kept word for word. */

/** Earlier messages at most. */
export const WINDOW_MESSAGES = 60;
/** Tokens the wire format adds to each message. */
export const MESSAGE_OVERHEAD = 4;
/** Of the model's context; the rest is for the answer. */
export const WINDOW_SHARE = 0.75;
/** Of the model's context, what the window keeps even where documents take their part. */
export const SURE_WINDOW_SHARE = 0.35;
