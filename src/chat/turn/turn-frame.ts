import type { LogFrame } from '../../common/log-frame.js';
import type { TurnEvent } from '../turn-event.js';

/** An event under its number, which stands behind the type; put into the text, because a copy of the event costs more. */
export function turnFrame(seq: number, event: TurnEvent): LogFrame {
  const json = JSON.stringify(event);
  const head = `{"type":"${event.type}"`;
  if (json.startsWith(head)) return { seq, data: `${head},"seq":${seq}${json.slice(head.length)}` };
  const { type, ...rest } = event;
  return { seq, data: JSON.stringify({ type, seq, ...rest }) };
}
