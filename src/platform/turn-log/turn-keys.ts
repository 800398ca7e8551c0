/** The names of what is kept of live turns in Redis. */
import type { RedisLink } from '../redis/redis-link.js';

/** The stream of a turn's frames. */
export const streamKey = (link: RedisLink, turnId: string) => link.key('turn', turnId);
/** Where readers of a turn are told that there is more. */
export const wakeChannel = (link: RedisLink, turnId: string) => link.key('turn', turnId, 'more');
/** The set of an account's streams, as `<session id>/<turn id>`, to find what to remove. */
export const indexKey = (link: RedisLink, userId: string) => link.key('turns', userId);
