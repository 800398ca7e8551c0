import { describe, expect, it } from '@jest/globals';
import { EventBus } from './event-bus.js';

const quiet = new EventBus();
(quiet as unknown as { logger: { error: () => void } }).logger.error = () => undefined;

describe('EventBus', () => {
  it('tells every listener, whatever the others do', async () => {
    const heard: string[] = [];
    quiet.on('messages.saved', () => {
      throw new Error('a broken listener');
    });
    quiet.on('messages.saved', async () => Promise.reject(new Error('a broken promise')));
    // A short arrow function gives back whatever its expression is worth.
    quiet.on('messages.saved', ({ userId }) => heard.push(userId) as unknown as void);
    quiet.emit('messages.saved', { userId: 'u' });
    await Promise.resolve();
    expect(heard).toEqual(['u']);
  });

  it('stops telling a listener that left', () => {
    let heard = 0;
    const leave = quiet.on('user.deleted', () => void heard++);
    quiet.emit('user.deleted', { userId: 'u' });
    leave();
    quiet.emit('user.deleted', { userId: 'u' });
    expect(heard).toBe(1);
  });
});
