import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Pace } from './pace.js';
import { PacedSocket } from './paced-socket.js';

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

const open: { destroy(): void }[] = [];
afterEach(() => open.splice(0).forEach((one) => one.destroy()));

/** A paced connection, its other end, and what was read, one entry a read. */
async function connected(frameMs: number) {
  const pace = new Pace();
  pace.frameMs = frameMs;
  const server = createServer({ noDelay: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = once(server, 'connection');
  const socket = new PacedSocket(pace, {});
  const reads: string[] = [];
  socket.on('readable', () => {
    for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null)
      reads.push(`${chunk}`);
  });
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [other] = (await accepted) as [Socket];
  open.push(socket, other, { destroy: () => server.close() });
  return { socket, other, reads };
}

const text = (count: number) => Array.from({ length: count }, (_, i) => `piece ${i}, `).join('');

async function sendSlowly(other: Socket, count: number, ms: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    other.write(`piece ${i}, `);
    await pause(ms);
  }
}

describe('PacedSocket', () => {
  it('reads at once what comes slowly, and in few reads what comes fast; all of it, in order', async () => {
    const { other, reads } = await connected(40);
    await sendSlowly(other, 3, 70);
    expect(reads).toEqual(['piece 0, ', 'piece 1, ', 'piece 2, ']);
    reads.length = 0;
    await sendSlowly(other, 60, 2);
    await pause(100);
    expect(reads.join('')).toBe(text(60));
    expect(reads.length).toBeLessThan(20);
  });

  it('is as any other socket where nobody is left alone', async () => {
    const { other, reads } = await connected(0);
    await sendSlowly(other, 10, 5);
    expect(reads.join('')).toBe(text(10));
    expect(reads.length).toBeGreaterThan(5);
  });

  it('reads the end of a fast answer, and the close of its connection', async () => {
    const { socket, other, reads } = await connected(30);
    const ended = once(socket, 'end');
    await sendSlowly(other, 20, 1);
    other.end('last');
    await ended;
    expect(reads.join('')).toBe(`${text(20)}last`);
  });

  it('does not keep the first words of the next answer waiting', async () => {
    // A frame so long that what waits for it would never come within the test.
    const { socket, other, reads } = await connected(600_000);
    await sendSlowly(other, 2, 5);
    socket.write('next');
    await once(other, 'data');
    const before = reads.length;
    other.write('first');
    while (reads.length === before) await pause(5);
    expect(reads.at(-1)).toContain('first');
  });

  it('reads on without a break where much comes at once', async () => {
    // With a wait for each read it would take a minute and more.
    const { socket, other, reads } = await connected(500);
    const large = 'x'.repeat(8 * 1024 * 1024);
    const ended = once(socket, 'end');
    other.end(large);
    await ended;
    expect(reads.join('').length).toBe(large.length);
  });
});
