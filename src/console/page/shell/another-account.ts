/** The address of one account's conversation says nothing to the next one that signs in here, in any tab. */
import { credentials } from '../api/credentials.js';
import { replaceRoute } from '../state/route.js';

/** Must be called before anything is drawn: a room that is drawn asks for what the address names. */
export function leaveWithTheAccount(): void {
  let last = credentials.value?.user.id;
  credentials.subscribe(() => {
    const now = credentials.value?.user.id;
    if (now && last && now !== last) replaceRoute('chat');
    last = now ?? last;
  });
}
