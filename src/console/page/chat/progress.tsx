/** Tells those who do not see the page that an answer began and how it ended; each word read out would be noise. */
import { useEffect, useState } from 'preact/hooks';
import type { Message } from '../api/types.js';

const READ_OUT = 600;

export function Progress({ message }: { message?: Message }) {
  const [said, say] = useState('');
  const { role, state } = message ?? {};
  useEffect(() => {
    if (role !== 'assistant') return;
    if (state === 'running') say('The answer is being written.');
    // A finished conversation that is merely opened is not news.
    else if (said) say(`The answer is ${state}. ${message!.content.slice(0, READ_OUT)}`);
  }, [message?.id, state]);
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  );
}
