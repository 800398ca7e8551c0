import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { LogOutput } from './log-output.js';
import { rotateIfLarge } from './rotation.js';

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-log-'));
  told = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const outputTo = (descriptor: number) =>
  new LogOutput({ name: 'LOG_FILE', descriptor, tell: (sentence) => void told.push(sentence) });
const LINE = `${'x'.repeat(99)}\n`;

describe('what a log is written to', () => {
  it('gets each line once and in order, by both ways of writing', async () => {
    const file = join(folder, 'rai.log');
    const output = outputTo(openSync(file, 'a'));
    for (let n = 0; n < 1000; n++) output.write(`line ${n}\n`);
    output.flush();
    await new Promise((resume) => setTimeout(resume, 100));
    output.write('the end\n');
    output.flushSync();
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines).toEqual([...Array.from({ length: 1000 }, (_, n) => `line ${n}`), 'the end', '']);
    expect(told).toEqual([]);
  });

  it('is let be while its disk is full, which is told once, and taken up again with the number of what is missing', () => {
    let now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    const output = outputTo(openSync('/dev/full', 'a'));
    for (let tries = 0; tries < 3; tries++, now += 6000) {
      output.write('a secret\n');
      output.flushSync();
      output.write('another secret\n');
    }
    expect(told).toEqual(['LOG_FILE cannot be written (ENOSPC); lines are dropped until it can be.']);
    const file = join(folder, 'rai.log');
    output.reopen(file);
    output.write('{"msg":"after"}\n');
    output.flushSync();
    const [missing, after] = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(missing!)).toMatchObject({ level: 40, msg: 'lines are missing here: ENOSPC' });
    expect(JSON.parse(after!)).toEqual({ msg: 'after' });
    expect(told.slice(1)).toEqual(['LOG_FILE can be written again.']);
  });

  it('is waited for a little where it has no room, and what waits is bounded', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const pipe = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK);
    const output = outputTo(pipe);
    for (let n = 0; n < 100_000; n++) output.write(LINE);
    const began = performance.now();
    output.flushSync();
    expect(performance.now() - began).toBeLessThan(2000);
    // Read until nothing more comes: far less than was written, and no line in part.
    const buffer = Buffer.alloc(1 << 20);
    let text = '';
    for (let quiet = 0; quiet < 30;) {
      try {
        text += buffer.toString('latin1', 0, readSync(pipe, buffer));
        quiet = 0;
      } catch (error) {
        expect(error).toHaveProperty('code', 'EAGAIN');
        quiet += 1;
        await new Promise((resume) => setTimeout(resume, 10));
      }
    }
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(text.length).toBeLessThan(3_000_000);
    expect(new Set(text.split(LINE))).toEqual(new Set(['']));
    output.write(LINE);
    output.flushSync();
    const next = buffer.toString('latin1', 0, readSync(pipe, buffer));
    expect(JSON.parse(next.split('\n')[0]!)).toMatchObject({
      msg: 'lines are missing here: they were not taken in time',
    });
    closeSync(pipe);
  });

  it('is begun anew when it is large', async () => {
    const file = join(folder, 'rai.log');
    const output = outputTo(openSync(file, 'a'));
    output.write('before\n');
    output.flushSync();
    expect(await rotateIfLarge(file, output, 5)).toBe(true);
    output.write('after\n');
    output.flushSync();
    expect([readFileSync(`${file}.1`, 'utf8'), readFileSync(file, 'utf8')]).toEqual(['before\n', 'after\n']);
  });

  it('goes on in the file of the name after another server has begun it anew, or somebody has taken it away', async () => {
    const file = join(folder, 'rai.log');
    const [one, other] = [outputTo(openSync(file, 'a')), outputTo(openSync(file, 'a'))];
    const write = (output: LogOutput, line: string) => {
      output.write(`${line}\n`);
      output.flushSync();
    };
    write(one, 'a line that is too long');
    expect(await rotateIfLarge(file, one, 10)).toBe(true);
    await rotateIfLarge(file, other, 10);
    write(other, 'seen');
    expect(readFileSync(file, 'utf8')).toBe('seen\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('a line that is too long\n');
    rmSync(file);
    for (const output of [one, other]) {
      await rotateIfLarge(file, output, 10);
      write(output, 'again');
    }
    expect(readFileSync(file, 'utf8')).toBe('again\nagain\n');
    expect(told).toEqual([]);
  });
});
