/** Tells those who do not see the page that an answer began and how it ended; each word read out would be noise. */
import { useEffect, useState } from 'preact/hooks';
import type { LiveMessage } from './live-message.js';

const READ_OUT = 600;

export function Progress({ message }: { message?: LiveMessage }) {
  const [said, say] = useState('');
  const { role, state, waiting = [] } = message ?? {};
  useEffect(() => {
    if (role !== 'assistant') return;
    if (waiting.length) say(`The assistant asks whether it may use ${waiting[0]!.name}.`);
    else if (state === 'running') say('The answer is being written.');
    // A finished conversation that is merely opened is not news.
    else if (said) say(`The answer is ${state}. ${message!.content.slice(0, READ_OUT)}`);
  }, [message?.id, state, waiting[0]?.id]);
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  );
}
