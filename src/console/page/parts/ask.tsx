/** One question to the person at a time: a confirmation, or a line of text. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Store, useStore } from '../state/store.js';

export interface Question {
  title: string;
  text?: string;
  /** Word on the button. */
  action: string;
  danger?: boolean;
  /** Asks for a line of text. */
  field?: { label: string; value?: string; type?: 'text' | 'password'; optional?: boolean };
}

interface Asked extends Question {
  answer: (given: string | undefined) => void;
}

const asked = new Store<Asked | undefined>(undefined);

/** The line of text, '' where none was asked for, undefined where the person thought better of it. */
export function ask(question: Question): Promise<string | undefined> {
  return new Promise((answer) => asked.set({ ...question, answer }));
}

/** Nobody is asked any more. */
export function forgetAsked(): void {
  const open = asked.value;
  asked.set(undefined);
  open?.answer(undefined);
}

export function AskDialog() {
  const question = useStore(asked);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (question) dialog.current?.showModal();
  }, [question]);
  if (!question) return null;
  const end = (given?: string) => {
    dialog.current?.close();
    asked.set(undefined);
    question.answer(given);
  };
  return (
    <dialog ref={dialog} aria-labelledby="ask-title" onCancel={() => end()}>
      <AskForm question={question} end={end} />
    </dialog>
  );
}

function AskForm({ question, end }: { question: Question; end: (given?: string) => void }) {
  const { title, text, action, danger, field } = question;
  const [given, setGiven] = useState(field?.value ?? '');
  const submit = (event: Event) => {
    event.preventDefault();
    end(given.trim());
  };
  return (
    <form onSubmit={submit}>
      <h2 id="ask-title">{title}</h2>
      {text && <p>{text}</p>}
      {field && (
        <label class="field">
          <span>{field.label}</span>
          <input
            {...(field.type === 'password' ? { type: 'password' as const } : { type: 'text' as const })}
            value={given}
            required={!field.optional}
            autocomplete={field.type === 'password' ? 'current-password' : 'off'}
            onInput={(event) => setGiven(event.currentTarget.value)}
          />
        </label>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => end()}>
          Cancel
        </button>
        <button type="submit" class={danger ? 'button danger' : 'button primary'}>
          {action}
        </button>
      </div>
    </form>
  );
}
