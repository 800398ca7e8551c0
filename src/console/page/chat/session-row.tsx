import { download } from '../api/download.js';
import type { Session } from '../api/types.js';
import { ask } from '../parts/ask.js';
import { type Command, Menu } from '../parts/menu.js';
import { brief } from '../parts/words.js';
import { go, hrefOf, route } from '../state/route.js';
import { attempt } from '../state/toasts.js';
import { sessions } from './chat-state.js';

export function SessionRow({ session, open }: { session: Session; open: boolean }) {
  const title = session.title ?? 'Untitled';
  return (
    <li class={open ? 'open' : undefined}>
      <a href={hrefOf('chat', session.id)} aria-current={open ? 'page' : undefined}>
        <span class="title">{title}</span>
        <span class="quiet small">{[session.folder, brief(session.updated_at)].filter(Boolean).join(' · ')}</span>
      </a>
      <Menu label={`Actions for ${title}`} commands={commandsOf(session)} />
    </li>
  );
}

function commandsOf(session: Session): Command[] {
  const { id, title, archived } = session;
  const save = (format: 'markdown' | 'json', ending: string) => () =>
    void attempt(() => download(`/api/session/${id}/export?format=${format}`, `${fileName(title)}.${ending}`));
  return [
    { label: 'Rename', run: () => void rename(session) },
    { label: 'Move to a folder', run: () => void move(session) },
    {
      label: archived ? 'Back from the archive' : 'Archive',
      run: () => void attempt(() => sessions.change(id, { archived: !archived })),
    },
    { label: 'Export as Markdown', run: save('markdown', 'md') },
    { label: 'Export as JSON', run: save('json', 'json') },
    { label: 'Delete', danger: true, run: () => void remove(session) },
  ];
}

async function rename({ id, title }: Session): Promise<void> {
  const field = { label: 'Title', value: title ?? '' };
  const given = await ask({ title: 'Rename the conversation', action: 'Rename', field });
  if (given) await attempt(() => sessions.change(id, { title: given }));
}

async function move({ id, folder }: Session): Promise<void> {
  const field = { label: 'Folder (empty: none)', value: folder ?? '', optional: true };
  const given = await ask({ title: 'Move to a folder', action: 'Move', field });
  if (given !== undefined) await attempt(() => sessions.change(id, { folder: given || null }));
}

async function remove({ id, title }: Session): Promise<void> {
  const text = `“${title ?? 'Untitled'}” and all its messages will be gone.`;
  const sure = await ask({ title: 'Delete the conversation?', text, action: 'Delete', danger: true });
  if (sure === undefined) return;
  const gone = await attempt(async () => {
    await sessions.remove(id);
    return true;
  });
  // Somebody may have opened another one while it was being deleted.
  if (gone && route.value[1] === id) go('chat');
}

/** A title is anybody's text: only letters, digits, spaces and dashes go into the name of a file. */
const fileName = (title: string | null): string =>
  (title ?? '')
    .replace(/[^\p{L}\p{N} _-]+/gu, '')
    .trim()
    .slice(0, 80) || 'conversation';
