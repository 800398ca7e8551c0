import { useState } from 'preact/hooks';
import { ask } from '../parts/ask.js';
import { Menu } from '../parts/menu.js';
import { dateTime } from '../parts/words.js';
import { hrefOf } from '../state/route.js';
import { attempt } from '../state/toasts.js';
import type { Memories, Memory } from './memories.js';
import { MemoryHistory } from './memory-history.js';

export function MemoryRow({ memory, memories }: { memory: Memory; memories: Memories }) {
  const [history, setHistory] = useState(false);
  const { id, kind, content, source, pinned, updated_at } = memory;
  const edit = async () => {
    const next = await ask({ title: 'Edit the memory', action: 'Save', field: { label: 'Memory', value: content } });
    if (next) await attempt(() => memories.change(id, { content: next }));
  };
  const forget = async () => {
    const sure = await ask({ title: 'Forget this?', text: content, action: 'Forget', danger: true });
    if (sure !== undefined) await attempt(() => memories.forget(id), 'Forgotten.');
  };
  return (
    <li>
      <div class="about">
        <p class="passage">{content}</p>
        <span class="quiet small">
          {[kind, pinned && 'pinned', dateTime(updated_at)].filter(Boolean).join(' · ')}{' '}
          {source && <a href={hrefOf('chat', source.session_id)}>Open the conversation</a>}
        </span>
        {history && <MemoryHistory id={id} />}
      </div>
      <Menu
        label="Actions for this memory"
        commands={[
          { label: 'Edit', run: () => void edit() },
          {
            label: pinned ? 'Unpin' : 'Pin',
            run: () => void attempt(() => memories.change(id, { pinned: !pinned })),
          },
          { label: 'Undo the last change', run: () => void attempt(() => memories.undo(id)) },
          { label: history ? 'Hide history' : 'History', run: () => setHistory(!history) },
          { label: 'Forget', danger: true, run: () => void forget() },
        ]}
      />
    </li>
  );
}
