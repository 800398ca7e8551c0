import { describe, expect, it } from '@jest/globals';
import { questionIntent } from './question-intent.js';

const intent = (question: string) =>
  Object.entries(questionIntent(question))
    .filter(([, isSo]) => isSo)
    .map(([name]) => name);

describe('questionIntent', () => {
  it.each([
    ['When did the boat sink?', ['asksWhen']],
    ['In what year was the mill built?', ['asksWhen']],
    ['How many geese are there?', ['asksHowMany']],
    ['What did you recommend for the roof?', ['asksForAssistant']],
    ['Can you write a letter to the mayor?', ['isRequest']],
    ['Who sank the boat?', []],
  ])('%s', (question, wanted) => expect(intent(question)).toEqual(wanted));
});
