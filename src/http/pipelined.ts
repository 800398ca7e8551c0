/** Answers to requests that were sent before the earlier ones of their connection were answered. */
import type { Response } from 'express';

/**
 * Has an answer that waits for its turn told when the connection ends, as others are (`close`): Node tells only the one
 * that is being sent and the next, so what those behind read from would stay open for good.
 */
export function endWithConnection(response: Response): void {
  const { socket } = response.req;
  const end = () =>
    // Whom Node tells it has told by then.
    setImmediate(() => {
      if (response.closed) return;
      response.destroy();
      response.emit('close');
    });
  // One for each answer that waits, which is no leak.
  socket.setMaxListeners(socket.getMaxListeners() + 1).once('close', end);
  response.once('close', () => socket.setMaxListeners(socket.getMaxListeners() - 1).off('close', end));
}
