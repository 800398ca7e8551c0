/** The one open conversation, the list of all, and what the next question is asked with. */
import { credentials } from '../api/credentials.js';
import { replaceRoute, route } from '../state/route.js';
import { Store } from '../state/store.js';
import { Conversation, type TurnOptions } from './conversation.js';
import { forgetDraft } from './draft.js';
import { Sessions } from './sessions.js';

/** The server writes a better title when it has been quiet for ten seconds; the list is read again after that. */
const TITLE_MS = 14_000;

export const sessions = new Sessions();
export const options = new Store<TurnOptions>({});
/** Other tabs of this browser hear of a conversation that goes on here. */
const tabs = new BroadcastChannel('rai.conversations');
export const chat = new Conversation((sessionId) => {
  tabs.postMessage(sessionId);
  const [section, shown] = route.value;
  if (section === 'chat' && shown !== sessionId && sessionId) replaceRoute('chat', sessionId);
  void sessions.load();
  setTimeout(() => void sessions.load(), TITLE_MS);
});

tabs.onmessage = ({ data }: MessageEvent<string>) => {
  if (!credentials.value) return;
  void sessions.load();
  if (data === chat.state.value.sessionId) void chat.lookAgain();
};

/** Somebody comes back to the page: another device may have gone on meanwhile. */
export async function lookAgain(): Promise<void> {
  if (document.visibilityState === 'visible' && (await chat.lookAgain())) void sessions.load();
}

/** Nothing of one account is left for the next. */
export function forgetChat(): void {
  chat.close();
  forgetDraft();
  options.set({});
  sessions.forget();
}
