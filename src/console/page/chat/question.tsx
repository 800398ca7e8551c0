import { useState } from 'preact/hooks';
import type { Message } from '../api/types.js';
import { IconButton } from '../parts/icon-button.js';
import { attempt } from '../state/toasts.js';
import { BranchSwitch } from './branch-switch.js';
import { chat, options } from './chat-state.js';
import { copyText } from './copy-text.js';

export function Question({ message, family }: { message: Message; family: readonly string[] }) {
  const [editing, setEditing] = useState(false);
  if (editing) return <QuestionForm message={message} onDone={() => setEditing(false)} />;
  return (
    <article aria-label="You">
      <div class="bubble">{message.content}</div>
      {message.attachments?.length ? <p class="quiet small">{message.attachments.length} attached</p> : null}
      <div class="message-actions">
        <BranchSwitch message={message} family={family} />
        <IconButton icon="edit" label="Edit the question" onClick={() => setEditing(true)} />
        <IconButton icon="copy" label="Copy the question" onClick={() => copyText(message.content)} />
      </div>
    </article>
  );
}

function QuestionForm({ message, onDone }: { message: Message; onDone: () => void }) {
  const [text, setText] = useState(message.content);
  const submit = (event: Event) => {
    event.preventDefault();
    onDone();
    void attempt(() => chat.edit(message, text.trim(), options.value));
  };
  return (
    <form class="edit-question" onSubmit={submit} onKeyDown={(event) => event.key === 'Escape' && onDone()}>
      <textarea
        aria-label="Edited question"
        value={text}
        rows={Math.min(12, text.split('\n').length + 1)}
        ref={(element) => element?.focus()}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="actions">
        <button type="button" class="button" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={!text.trim()}>
          Ask instead
        </button>
      </div>
    </form>
  );
}
