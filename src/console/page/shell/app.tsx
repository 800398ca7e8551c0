/** Either the sign-in or the rooms of the page. */
import { useEffect } from 'preact/hooks';
import { credentials } from '../api/credentials.js';
import { forgetChat } from '../chat/chat-state.js';
import { takeUpDraft } from '../chat/draft.js';
import { forgetDocuments } from '../documents/documents-state.js';
import { AskDialog, forgetAsked } from '../parts/ask.js';
import { ToastList } from '../parts/toast-list.js';
import { SignInPage } from '../sign-in/sign-in-page.js';
import { useStore } from '../state/store.js';
import { Rooms } from './rooms.js';

export function App() {
  const signedIn = useStore(credentials);
  const userId = signedIn?.user.id;
  useEffect(() => {
    if (userId) return takeUpDraft(userId);
    forgetChat();
    forgetDocuments();
    forgetAsked();
  }, [userId]);
  return (
    <>
      {signedIn ? <Rooms key={userId} user={signedIn.user} /> : <SignInPage />}
      <ToastList />
      <AskDialog />
    </>
  );
}
