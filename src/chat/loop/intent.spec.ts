import { describe, expect, it } from '@jest/globals';
import { intentOf } from './intent.js';

describe('what a question asks for', () => {
  it.each([
    ['what is 12.5 % of 840', '12.5 % of 840'],
    ['What is 12.5 percent of 840?', '12.5 % of 840'],
    ['how much is 3 times 4 plus 1', '3 * 4 + 1'],
    ['Calculate (2 + 3)^2.', '(2 + 3)^2'],
    ['could you please work out 7 divided by 2?', '7 / 2'],
    ["What's the square root of 144?", 'sqrt(144)'],
    ['17 x 3', '17 * 3'],
    ['2+2=', '2+2'],
    ['12 - 3', '12 - 3'],
    ['what is 24/8', '24/8'],
  ])('%s: a calculation', (question, expression) => {
    expect(intentOf(question)).toEqual({ kind: 'tool', tool: 'calculator', args: { expression } });
  });

  it.each([
    ['what time is it in Tokyo', { time_zone: 'Tokyo' }],
    ['What time is it in New York right now?', { time_zone: 'New York' }],
    ['what time is it?', {}],
    ["What's the current time in the UK?", { time_zone: 'UK' }],
    ['Can you tell me what time it is', undefined],
    ['current time in Asia/Tokyo', { time_zone: 'Asia/Tokyo' }],
    ['what day is it today?', {}],
    ['What is today’s date?', {}],
    ['what is the time in the contract', undefined],
    ['what is the date of the launch', undefined],
  ])('%s: the time', (question, args) => {
    expect(intentOf(question)).toEqual(args && { kind: 'tool', tool: 'current_time', args });
  });

  it.each([
    ['what did I tell you about my sister', 'my sister'],
    ['What have I said about the garden?', 'the garden'],
    ['What do you know about my job?', 'my job'],
    ['do you remember what I told you about Oslo?', 'Oslo'],
  ])('%s: memory', (question, topic) => {
    expect(intentOf(question)).toEqual({ kind: 'memory', topic });
  });

  it.each([
    'What does the manual say about 5 % acid?',
    'What is the capital of France?',
    'What is 42?',
    '2026-11-21',
    '9/11',
    '555-1234',
    'what happened on 9/11',
    'What do you know about volcanoes?',
    'What is C++?',
    'what is 1/0',
    '',
    '= '.repeat(200),
  ])('%s: none of these', (question) => {
    expect(intentOf(question)).toBeUndefined();
  });
});
