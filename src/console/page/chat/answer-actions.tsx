import { useState } from 'preact/hooks';
import { call } from '../api/request.js';
import type { Message } from '../api/types.js';
import { IconButton } from '../parts/icon-button.js';
import { count, counted } from '../parts/words.js';
import { attempt } from '../state/toasts.js';
import type { Behind } from './behind-panel.js';
import { BranchSwitch } from './branch-switch.js';
import { chat, options } from './chat-state.js';
import { copyText } from './copy-text.js';

export interface AnswerActionsProps {
  message: Message;
  family: readonly string[];
  onBehind: (behind: Behind) => void;
}

export function AnswerActions({ message, family, onBehind }: AnswerActionsProps) {
  const again = () => void attempt(() => chat.regenerate(message, options.value));
  return (
    <div class="message-actions">
      <BranchSwitch message={message} family={family} />
      <IconButton icon="copy" label="Copy the answer" onClick={() => copyText(message.content)} />
      <IconButton icon="again" label="Answer again" onClick={again} />
      <Rating messageId={message.id} />
      {message.turn_id && (
        <IconButton
          icon="layers"
          label="What the answer was made from"
          onClick={() => onBehind({ kind: 'context', messageId: message.id })}
        />
      )}
      <Cost message={message} />
    </div>
  );
}

function Rating({ messageId }: { messageId: string }) {
  const [rating, setRating] = useState<'up' | 'down'>();
  const rate = async (next: 'up' | 'down') => {
    const path = `/api/chat/messages/${messageId}/feedback`;
    if (await attempt(() => call('POST', path, { json: { rating: next } }), 'Thank you.')) setRating(next);
  };
  return (
    <>
      <IconButton icon="up" label="Good answer" pressed={rating === 'up'} onClick={() => void rate('up')} />
      <IconButton icon="down" label="Bad answer" pressed={rating === 'down'} onClick={() => void rate('down')} />
    </>
  );
}

function Cost({ message: { model, usage } }: { message: Message }) {
  const tokens = usage && `${usage.estimated ? '≈ ' : ''}${counted(usage.total_tokens, 'token')}`;
  const detail = usage && `${count(usage.prompt_tokens)} in, ${count(usage.completion_tokens)} out`;
  return (
    <span class="cost quiet small" title={detail}>
      {[model, tokens].filter(Boolean).join(' · ')}
    </span>
  );
}
