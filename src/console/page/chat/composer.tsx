/** Where questions are written. Enter sends, Shift+Enter begins a line. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { credentials } from '../api/credentials.js';
import type { Message } from '../api/types.js';
import { Icon } from '../parts/icon.js';
import { IconButton } from '../parts/icon-button.js';
import { useStore } from '../state/store.js';
import { attempt } from '../state/toasts.js';
import { AttachmentList, chooseFiles, takeFiles } from './attachments.js';
import { chat, options } from './chat-state.js';
import { ComposerOptions } from './composer-options.js';
import { attach, draft, giveBack } from './draft.js';

export interface ComposerProps {
  running?: Message;
  busy: boolean;
  onStop: (message: Message) => void;
}

export function Composer({ running, busy, onStop }: ComposerProps) {
  const { text, sending } = useStore(draft);
  const [choosing, setChoosing] = useState(false);
  const isFree = !running && !busy;
  const canSend = isFree && !sending && text.trim() !== '';
  const submit = () => void (isFree && sendDraft());
  const onSubmit = (event: Event) => {
    event.preventDefault();
    submit();
  };
  return (
    <form class="composer" onSubmit={onSubmit} onDrop={(event) => takeFiles(event, event.dataTransfer)}>
      {choosing && <ComposerOptions />}
      <AttachmentList />
      <QuestionField
        text={text}
        onText={(next) => draft.patch({ text: next })}
        onPaste={(event) => takeFiles(event, event.clipboardData)}
        onEnter={submit}
      />
      <ComposerBar choosing={choosing} onChoose={() => setChoosing(!choosing)} onAttach={() => chooseFiles(attach)}>
        {/* Two keys, two elements: a click on Stop must not land on a Send that took its place. */}
        {running ? (
          <button key="stop" type="button" class="send" aria-label="Stop" title="Stop" onClick={() => onStop(running)}>
            <Icon name="stop" />
          </button>
        ) : (
          <button key="send" type="submit" class="send" aria-label="Send" title="Send" disabled={!canSend}>
            <Icon name="send" />
          </button>
        )}
      </ComposerBar>
    </form>
  );
}

/** As it is now: what was typed may not be drawn yet. */
async function sendDraft(): Promise<void> {
  const { text, files, sending } = draft.value;
  if (sending || !text.trim()) return;
  const owner = credentials.value?.user.id;
  draft.patch({ text: '' });
  const ids = files.map(({ id }) => id);
  const taken = await asked(text.trim(), ids);
  if (!taken) giveBack(owner, text);
  // Else somebody else's by now.
  else if (credentials.value?.user.id === owner)
    draft.patch({ files: draft.value.files.filter(({ id }) => !ids.includes(id)) });
}

/** Whether the server took the question. */
async function asked(question: string, attachments: string[]): Promise<boolean> {
  const given = { ...options.value, ...(attachments.length && { attachments }) };
  const taken = await attempt(async () => {
    await chat.ask(question, given);
    return true;
  });
  return taken ?? false;
}

interface QuestionFieldProps {
  text: string;
  onText: (text: string) => void;
  onPaste: (event: ClipboardEvent) => void;
  onEnter: () => void;
}

/** As high as its text, up to what the style allows. */
function QuestionField({ text, onText, onPaste, onEnter }: QuestionFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <textarea
      ref={field}
      rows={1}
      placeholder="Ask something"
      aria-label="Your question"
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onPaste={onPaste}
      onKeyDown={onKeyDown}
    />
  );
}

interface BarProps {
  choosing: boolean;
  onChoose: () => void;
  onAttach: () => void;
  children: ComponentChildren;
}

function ComposerBar({ choosing, onChoose, onAttach, children }: BarProps) {
  const { model } = useStore(options);
  return (
    <div class="bar">
      <IconButton icon="attach" label="Attach files" onClick={onAttach} />
      <IconButton icon="options" label="Options" expanded={choosing} onClick={onChoose} />
      {model && <span class="quiet small model">{model}</span>}
      <span class="space" />
      {children}
    </div>
  );
}
