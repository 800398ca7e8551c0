import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../api/types.js';
import { IconButton } from '../parts/icon-button.js';
import { attempt } from '../state/toasts.js';
import { BranchSwitch } from './branch-switch.js';
import { chat, options } from './chat-state.js';
import { copyText } from './copy-text.js';
import { unsent } from './draft.js';

const EDIT = 'Edit the question';

export function Question({ message, family }: { message: Message; family: readonly string[] }) {
  const [editing, setEditing] = useState(unsent.has(message.id));
  const article = useRef<HTMLElement>(null);
  const isBack = useRef(false);
  useEffect(() => {
    if (editing || !isBack.current) return;
    isBack.current = false;
    article.current?.querySelector<HTMLElement>(`[aria-label="${EDIT}"]`)?.focus();
  }, [editing]);
  const leave = () => {
    isBack.current = true;
    setEditing(false);
  };
  if (editing) return <QuestionForm message={message} onDone={leave} />;
  return (
    <article aria-label="You" ref={article}>
      <div class="bubble">{message.content}</div>
      {message.attachments?.length ? <p class="quiet small">{message.attachments.length} attached</p> : null}
      <div class="message-actions">
        <BranchSwitch message={message} family={family} />
        <IconButton icon="edit" label={EDIT} onClick={() => setEditing(true)} />
        <IconButton icon="copy" label="Copy the question" onClick={() => copyText(message.content)} />
      </div>
    </article>
  );
}

function QuestionForm({ message, onDone }: { message: Message; onDone: () => void }) {
  const [text, setText] = useState(unsent.get(message.id) ?? message.content);
  const close = () => {
    unsent.delete(message.id);
    onDone();
  };
  const write = (next: string) => {
    unsent.set(message.id, next);
    setText(next);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    unsent.set(message.id, text);
    const taken = await attempt(async () => {
      await chat.edit(message, text.trim(), options.value);
      return true;
    });
    if (taken) close();
  };
  const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && close();
  return (
    <form class="edit-question" onSubmit={(event) => void submit(event)} onKeyDown={onKeyDown}>
      <textarea
        aria-label="Edited question"
        value={text}
        rows={Math.min(12, text.split('\n').length + 1)}
        ref={(element) => element?.focus()}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <div class="actions">
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={!text.trim()}>
          Ask instead
        </button>
      </div>
    </form>
  );
}
