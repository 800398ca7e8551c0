import { useState } from 'preact/hooks';
import { signedIn, type TokenPair } from '../api/credentials.js';
import { Problem, sentenceOf } from '../api/problem.js';
import { call } from '../api/request.js';

type Mode = 'login' | 'register';

export function SignInPage() {
  const [mode, setMode] = useState<Mode>('login');
  const isNew = mode === 'register';
  return (
    <main class="sign-in">
      <div class="card">
        <h1>RAI Chat</h1>
        <p class="quiet">{isNew ? 'Make an account. The first one becomes the administrator.' : 'Sign in to go on.'}</p>
        <SignInForm key={mode} mode={mode} />
        <button type="button" class="link" onClick={() => setMode(isNew ? 'login' : 'register')}>
          {isNew ? 'I have an account' : 'Make an account'}
        </button>
      </div>
    </main>
  );
}

function SignInForm({ mode }: { mode: Mode }) {
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      const given = Object.fromEntries([...form].filter(([, value]) => value !== ''));
      signedIn(await call<TokenPair>('POST', `/api/auth/${mode}`, { json: given }));
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Fields isNew={mode === 'register'} />
      {problem instanceof Problem && problem.code === 'invite_required' && (
        <label class="field">
          <span>Invite code</span>
          <input name="invite_code" autocomplete="off" />
        </label>
      )}
      <p class="problem" role="alert">
        {problem ? sentenceOf(problem) : ''}
      </p>
      <button type="submit" class="button primary wide" disabled={busy}>
        {mode === 'register' ? 'Make the account' : 'Sign in'}
      </button>
    </form>
  );
}

function Fields({ isNew }: { isNew: boolean }) {
  const autocomplete = isNew ? 'new-password' : 'current-password';
  return (
    <>
      <label class="field">
        <span>User name</span>
        <input name="username" autocomplete="username" required minLength={isNew ? 3 : 1} maxLength={64} autofocus />
      </label>
      <label class="field">
        <span>Password</span>
        <input name="password" type="password" required maxLength={1024} autocomplete={autocomplete} />
      </label>
    </>
  );
}
