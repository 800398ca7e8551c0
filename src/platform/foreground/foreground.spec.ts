import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Foreground } from './foreground.js';

/** Runs what is due without letting time pass. */
const settle = () => jest.advanceTimersByTimeAsync(0);

describe('Foreground', () => {
  let foreground: Foreground;
  let taken: string[];
  const ask = (name: string) => void foreground.slice().then(() => taken.push(name));

  beforeEach(() => {
    jest.useFakeTimers();
    foreground = new Foreground();
    taken = [];
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives slices in order where nobody is in front', async () => {
    jest.useRealTimers();
    const slices = ['a', 'b', 'c'].map((name) => foreground.slice().then(() => taken.push(name)));
    expect(taken).toEqual([]);
    await Promise.all(slices);
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('gives them one at a time: who comes during one goes before the next', async () => {
    void foreground.slice().then(() => foreground.enter());
    ask('b');
    await jest.advanceTimersByTimeAsync(24);
    expect(taken).toEqual([]);
    await jest.advanceTimersByTimeAsync(2);
    expect(taken).toEqual(['b']);
  });

  it('makes background work wait until all in front have left', async () => {
    const [first, second] = [foreground.enter(), foreground.enter()];
    ask('a');
    await jest.advanceTimersByTimeAsync(10);
    first();
    first();
    await settle();
    expect(taken).toEqual([]);
    second();
    await settle();
    expect(taken).toEqual(['a']);
  });

  it('hears who comes between the asking and the slice', async () => {
    ask('a');
    const leave = foreground.enter();
    await settle();
    expect(taken).toEqual([]);
    leave();
    await settle();
    expect(taken).toEqual(['a']);
  });

  it('lets background work go on every 25 ms however many are in front', async () => {
    const entering = setInterval(() => void foreground.enter(), 5);
    await jest.advanceTimersByTimeAsync(10);
    for (const name of ['a', 'b', 'c']) ask(name);
    await jest.advanceTimersByTimeAsync(24);
    expect(taken).toEqual([]);
    await jest.advanceTimersByTimeAsync(26);
    expect(taken).toEqual(['a', 'b']);
    await jest.advanceTimersByTimeAsync(25);
    expect(taken).toEqual(['a', 'b', 'c']);
    clearInterval(entering);
  });

  it('no longer counts somebody who stays in front for long', async () => {
    foreground.enter();
    await jest.advanceTimersByTimeAsync(101);
    ask('a');
    await settle();
    expect(taken).toEqual(['a']);
  });

  it('asks within a loop only once a slice is used up', async () => {
    const pause = foreground.slices();
    expect(pause()).toBeUndefined();
    jest.advanceTimersByTime(2);
    const paused = pause();
    expect(paused).toBeInstanceOf(Promise);
    await settle();
    await paused;
    expect(pause()).toBeUndefined();
  });
});
