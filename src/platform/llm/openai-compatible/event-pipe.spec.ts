import { describe, expect, it } from '@jest/globals';
import type { ChatEvent } from '../chat-event.js';
import { EventPipe } from './event-pipe.js';
import { Pace, SLOT_MS } from './pace.js';

const FRAME_MS = 24;

function pipe(frameMs = FRAME_MS) {
  const asked = { paused: 0, resumed: 0, cancelled: 0 };
  const pace = new Pace();
  pace.frameMs = frameMs;
  const source = {
    start: () => undefined,
    cancel: () => asked.cancelled++,
    pause: () => asked.paused++,
    resume: () => asked.resumed++,
  };
  return { events: new EventPipe(source, pace), asked };
}

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

async function readAll(events: EventPipe): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const textsOf = (events: ChatEvent[]) => events.flatMap((event) => (event.type === 'text' ? [event.text] : []));

describe('EventPipe', () => {
  it('lets the first text through at once and gathers what follows too soon for an eye to tell', async () => {
    const { events } = pipe();
    const reading = readAll(events);
    const began = performance.now();
    for (let i = 0; i < 100; i++) {
      events.pushText(`${i} `);
      await pause(1);
    }
    events.end();
    const texts = textsOf(await reading);
    expect(texts[0]).toBe('0 ');
    expect(texts.length).toBeGreaterThan(1);
    // What is within a slot of its time goes, and the first and the last text do not wait.
    expect(texts.length).toBeLessThanOrEqual((performance.now() - began) / (FRAME_MS - SLOT_MS - 1) + 2);
    expect(texts.join('')).toBe(Array.from({ length: 100 }, (_, i) => `${i} `).join(''));
  });

  it('holds up no text of a slow model', async () => {
    const { events } = pipe();
    const reading = readAll(events);
    for (const text of ['a', 'b', 'c']) {
      events.pushText(text);
      await pause(40);
    }
    events.end();
    expect(textsOf(await reading)).toEqual(['a', 'b', 'c']);
  });

  it('gathers nothing but what is read at once while the process has little to do', async () => {
    const { events } = pipe(0);
    const reading = readAll(events);
    for (const text of ['a', 'b', 'c']) {
      events.pushText(text);
      events.pushText('+');
      await new Promise((resume) => setImmediate(resume));
    }
    events.end();
    expect(textsOf(await reading)).toEqual(['a+', 'b+', 'c+']);
  });

  it('keeps the order of text and what is not text, and waits with neither at the end', async () => {
    const { events } = pipe();
    const reading = readAll(events);
    events.pushText('a');
    await pause(5);
    events.pushText('b');
    events.push({ type: 'finish', reason: 'stop', model: 'm' });
    events.end();
    expect((await reading).map((event) => (event.type === 'text' ? event.text : event.type))).toEqual([
      'a',
      'b',
      'finish',
    ]);
  });

  it('does not gather without bound', async () => {
    const { events } = pipe();
    const first = events.next();
    events.pushText('a');
    await first;
    const second = events.next();
    let came = false;
    void second.then(() => (came = true));
    events.pushText('b'.repeat(100));
    await new Promise((resume) => setImmediate(resume));
    expect(came).toBe(false);
    events.pushText('b'.repeat(5000));
    await new Promise((resume) => setImmediate(resume));
    expect(came).toBe(true);
    expect(await second).toMatchObject({ value: { text: 'b'.repeat(5100) } });
    await events.return();
  });

  it('asks the source to wait for a reader that does not read', async () => {
    const { events, asked } = pipe();
    const first = events.next();
    events.pushText('a');
    await first;
    events.pushText('b'.repeat(300_000));
    expect(asked).toMatchObject({ paused: 1, resumed: 0 });
    await events.next();
    expect(asked.resumed).toBe(1);
    await events.return();
    expect(asked.cancelled).toBe(1);
  });
});
