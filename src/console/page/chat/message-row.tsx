import { Component } from 'preact';
import type { Message } from '../api/types.js';
import { Answer } from './answer.js';
import type { Behind } from './behind-panel.js';
import type { LiveMessage } from './live-message.js';
import { Question } from './question.js';

export interface MessageRowProps {
  message: Message;
  family: readonly string[];
  onBehind: (behind: Behind) => void;
}

/** One message of the thread. It is drawn again only when it changed: while an answer grows, a thousand others rest. */
export class MessageRow extends Component<MessageRowProps> {
  override shouldComponentUpdate({ message, family }: MessageRowProps): boolean {
    return message !== this.props.message || family.length !== this.props.family.length;
  }

  render({ message, family, onBehind }: MessageRowProps) {
    return (
      <li class={message.role}>
        {message.role === 'user' ? (
          <Question message={message} family={family} />
        ) : (
          <Answer message={message as LiveMessage} family={family} onBehind={onBehind} />
        )}
      </li>
    );
  }
}
