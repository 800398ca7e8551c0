import { download } from '../api/download.js';
import { signedOut } from '../api/credentials.js';
import { call } from '../api/request.js';
import type { User } from '../api/types.js';
import { ask } from '../parts/ask.js';
import { dateTime } from '../parts/words.js';
import { attempt } from '../state/toasts.js';

export function AccountSection({ user }: { user: User }) {
  return (
    <>
      <section aria-labelledby="account">
        <h2 id="account">{user.username}</h2>
        <p class="quiet">
          {user.role === 'admin' ? 'Administrator' : 'User'} since {dateTime(user.created_at)}
        </p>
      </section>
      <PasswordForm username={user.username} />
      <section aria-labelledby="ending">
        <h2 id="ending">Leave</h2>
        <div class="actions start">
          <button type="button" class="button" onClick={() => void attempt(takeEverything)}>
            Take everything along
          </button>
          <button type="button" class="button" onClick={() => void signOutEverywhere()}>
            Sign out everywhere
          </button>
          <button type="button" class="button danger" onClick={() => void deleteAccount()}>
            Delete the account
          </button>
        </div>
      </section>
    </>
  );
}

function PasswordForm({ username }: { username: string }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const json = Object.fromEntries(new FormData(form));
    if (await attempt(() => call('POST', '/api/auth/password', { json }), 'The password is changed.')) form.reset();
  };
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <form class="stacked-form" onSubmit={(event) => void submit(event)}>
        {/* For password managers, which would not know whose password changes. */}
        <input class="unseen" autocomplete="username" value={username} readOnly tabIndex={-1} aria-hidden="true" />
        <label class="field">
          <span>Current password</span>
          <input name="current_password" type="password" required autocomplete="current-password" />
        </label>
        <label class="field">
          <span>New password</span>
          <input name="new_password" type="password" required autocomplete="new-password" />
        </label>
        <p class="quiet small">All other sign-ins end.</p>
        <button type="submit" class="button">
          Change the password
        </button>
      </form>
    </section>
  );
}

const takeEverything = () => download('/api/auth/me/export?format=zip', 'rai-chat-account.zip');

async function signOutEverywhere(): Promise<void> {
  if (await attempt(() => call('POST', '/api/auth/logout', { json: { all: true } }))) signedOut();
}

async function deleteAccount(): Promise<void> {
  const password = await ask({
    title: 'Delete the account?',
    text: 'Conversations, documents, memories and files will be gone. This cannot be undone.',
    action: 'Delete everything',
    danger: true,
    field: { label: 'Password', type: 'password' },
  });
  if (!password) return;
  if (await attempt(() => call('DELETE', '/api/auth/me', { json: { password } }))) signedOut();
}
