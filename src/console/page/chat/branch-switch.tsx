import type { Message } from '../api/types.js';
import { IconButton } from '../parts/icon-button.js';
import { attempt } from '../state/toasts.js';
import { chat } from './chat-state.js';

/** ‹ 2 / 3 › between a message and its siblings; nothing where it is the only one. */
export function BranchSwitch({ message, family }: { message: Message; family: readonly string[] }) {
  if (family.length < 2) return null;
  const here = family.indexOf(message.id);
  const noun = message.role === 'user' ? 'question' : 'answer';
  const step = (by: number) => {
    const next = family[here + by];
    if (next) void attempt(() => chat.show(next));
  };
  return (
    <span class="branches" role="group" aria-label={`Versions of this ${noun}`}>
      <IconButton icon="left" label={`Previous ${noun}`} disabled={here === 0} onClick={() => step(-1)} />
      <span aria-label={`${noun} ${here + 1} of ${family.length}`}>
        {here + 1} / {family.length}
      </span>
      <IconButton icon="right" label={`Next ${noun}`} disabled={here === family.length - 1} onClick={() => step(1)} />
    </span>
  );
}
