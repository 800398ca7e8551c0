import { describe, expect, it } from '@jest/globals';
import { extractFindings } from './extract-findings.js';
import type { Finding, Statement } from './finding.js';

const statements = (message: string): [string, string | null, string][] =>
  extractFindings(message)
    .filter((finding): finding is Statement => finding.type === 'statement')
    .map(({ kind, attribute, content }) => [kind, attribute, content]);

describe('extractFindings', () => {
  it.each<[string, [string, string | null, string][]]>([
    ['My name is Ada', [['fact', 'name', 'My name is Ada']]],
    [
      "Hi, I'm Ada and I live in Oslo.",
      [
        ['fact', 'name', "I'm Ada"],
        ['fact', 'residence', 'I live in Oslo'],
      ],
    ],
    ["My dog's name is Rex.", [['fact', 'dog name', "My dog's name is Rex"]]],
    ['I have a dog named Rex', [['fact', 'dog name', 'I have a dog named Rex']]],
    ['Rex is my dog', [['fact', 'dog name', 'Rex is my dog']]],
    ['I work as a nurse at a clinic', [['fact', 'occupation', 'I work as a nurse at a clinic']]],
    ['I work at Acme Corp.', [['fact', 'employer', 'I work at Acme Corp']]],
    ["I'm now working as a teacher", [['fact', 'occupation', "I'm now working as a teacher"]]],
    ["I'm allergic to peanuts", [['fact', 'allergy peanut', "I'm allergic to peanuts"]]],
    ['I am a vegetarian', [['fact', 'diet', 'I am a vegetarian']]],
    ["I'm from Brazil", [['fact', 'origin', "I'm from Brazil"]]],
    ['I like hiking.', [['preference', 'like hike', 'I like hiking']]],
    ['I prefer tea over coffee', [['preference', 'prefer drink', 'I prefer tea over coffee']]],
    ['Actually, I prefer coffee now.', [['preference', 'prefer drink', 'I prefer coffee now']]],
    ['Please always answer in German', [['instruction', 'reply language', 'Please always answer in German']]],
    ['From now on, keep answers short', [['instruction', 'reply length', 'From now on, keep answers short']]],
    ['Never use emojis', [['instruction', 'reply emoji', 'Never use emojis']]],
    ['Call me Ace', [['instruction', 'call me', 'Call me Ace']]],
    ['Remember that the router is in the attic', [['fact', null, 'The router is in the attic']]],
    ['I wake up at 6 every day', [['fact', 'wake up', 'I wake up at 6 every day']]],
    ["I've been vegan for six years", [['fact', 'diet', "I've been vegan for six years"]]],
    ['Been working at Siemens since 2015', [['fact', 'employer', 'Been working at Siemens since 2015']]],
    ['I do yoga twice a week', [['fact', null, 'I do yoga twice a week']]],
    ['My daughter Emma is seven', [['fact', 'daughter emma', 'My daughter Emma is seven']]],
    ['I have a peanut allergy', [['fact', 'have allergi peanut', 'I have a peanut allergy']]],
    [
      'Could you keep your answers short from now on?',
      [['instruction', 'reply length', 'Could you keep your answers short from now on?']],
    ],
    ['No more jokes in your answers', [['instruction', null, 'No more jokes in your answers']]],
    ["I'm Stefan", [['fact', 'name', "I'm Stefan"]]],
    ["Hi, I'm Susan", [['fact', 'name', "I'm Susan"]]],
    ["I'm Norwegian", [['fact', 'nationality', "I'm Norwegian"]]],
    ["I'm a Swede", [['fact', 'nationality', "I'm a Swede"]]],
    ['I work nights until 6', [['fact', 'work mode', 'I work nights until 6']]],
    [
      'Always answer in German until I say otherwise',
      [['instruction', 'reply language', 'Always answer in German until I say otherwise']],
    ],
    ["Let's play a game. Remember that I live in Oslo.", [['fact', 'residence', 'I live in Oslo']]],
    ['I live in Oslo and my boss said it is cold', [['fact', 'residence', 'I live in Oslo']]],
    ['My sister Anna lives in Paris', [['fact', 'anna live sister', 'My sister Anna lives in Paris']]],
  ])('learns from: %s', (message, expected) => expect(statements(message)).toEqual(expected));

  it.each<[string, Finding[]]>([
    ['I no longer live in Berlin', [{ type: 'retraction', about: 'live in Berlin', attribute: null, isOwn: true }]],
    ["I don't eat meat any more", [{ type: 'retraction', about: 'eat meat', attribute: null, isOwn: true }]],
    [
      'Please forget my address',
      [{ type: 'retraction', about: 'my address', attribute: 'address', isOwn: true, isForgetting: true }],
    ],
    ['Forget the old plan', [{ type: 'retraction', about: 'the old plan', attribute: null }]],
    ['I sold my car', [{ type: 'retraction', about: 'my car', attribute: 'car', isOwn: true }]],
    ["That's not true any more", [{ type: 'last-retraction' }]],
    ['That is not correct any more', [{ type: 'last-retraction' }]],
    ['My name is not Bob', [{ type: 'retraction', about: 'my name Bob', attribute: 'bob name', isOwn: true }]],
    ['My dog is not called Rex', [{ type: 'retraction', about: 'my dog Rex', attribute: 'dog rex', isOwn: true }]],
    ['That was a joke', [{ type: 'last-retraction' }]],
    ['I was only kidding', [{ type: 'last-retraction' }]],
    [
      'You no longer need to answer in German',
      [{ type: 'retraction', about: 'answer in German', attribute: null, kind: 'instruction' }],
    ],
    [
      'You can stop answering in German',
      [{ type: 'retraction', about: 'answering in German', attribute: null, kind: 'instruction' }],
    ],
    [
      "Don't call me Ace any more",
      [{ type: 'retraction', about: 'call me Ace', attribute: null, kind: 'instruction' }],
    ],
    [
      'You can answer in English again',
      [{ type: 'retraction', about: 'answer in English', attribute: 'reply language', kind: 'instruction' }],
    ],
    [
      "Let's go back to English",
      [{ type: 'retraction', about: 'in English', attribute: 'reply language', kind: 'instruction' }],
    ],
    ['You can use tables again', [{ type: 'retraction', about: 'use tables', attribute: null, kind: 'instruction' }]],
    ['I lost my job', [{ type: 'retraction', about: 'my job', attribute: 'occupation', isOwn: true }]],
    [
      'I dropped my guitar lessons',
      [{ type: 'retraction', about: 'my guitar lessons', attribute: 'guitar lesson', isOwn: true }],
    ],
    ['I left my husband', [{ type: 'retraction', about: 'my husband', attribute: 'husband', isOwn: true }]],
    ["Actually it's Lisbon, not Porto", [{ type: 'replacement', from: 'Porto', to: 'Lisbon' }]],
  ])('unlearns from: %s', (message, expected) => expect(extractFindings(message)).toEqual(expected));

  it.each([
    'Hello there!',
    'Thanks a lot, that was great',
    'What is my name?',
    'Do you remember my dog?',
    'My question is about taxes',
    'My code is not working',
    'My dog is sick today',
    "I'm tired",
    "I'm a bit confused",
    "I'm going to the store",
    'I like that answer',
    "I don't like this answer",
    'I have a meeting at noon',
    'I think you are right',
    'If I lived in Paris, I would eat croissants',
    'Imagine my name is Bob',
    'Maybe I like jazz',
    'For example, my name is Foo',
    'She said "my name is Eve and I live in Rome"',
    'You said: “Your favourite colour is blue”',
    'My friend said I am lazy',
    'Write a story where my name is Zorro and I work as a spy',
    'Translate: I live in Madrid and I like paella',
    'Summarize the following: My name is John. I hate cats.',
    '```\nmy name is Code\n```',
    '> my favourite food is pizza',
    'My password is swordfish',
    'My api key is abc123',
    'Never mind',
    'I never said that',
    'I run the script and nothing happens',
    'My variable is called count',
    'I have a dog question',
    'I get an error every time',
    "I'm writing an email to my landlord",
    'I am the king of France in this game',
    'Forget it',
    'I forgot my keys',
    "Don't forget to smile",
    "Please don't use this function",
    'Ann: my name is Ann\nBob: I live in Rome\nAnn: I like tea',
    "Let's play a game. My name is Frank and I live in Narnia. Call me Captain.",
    'Pretend that we have just met. My name is Bob. I live in Rome.',
    'Imagine this scenario: a bakery. I have a dog named Rex. I work at Nestlé.',
    'Suppose the following. I live in Boston. I work at MIT.',
    'In this story I am a spy. My name is Zorro.',
    'In my novel, my name is Frank and I live in Paris',
    "Role-play: you are a doctor. I'm allergic to bees.",
    'The customer wrote: I live in Rome and my name is Carla',
    'My boss told me the door is open and my office is Room 4',
    'From: bob@example.org\nSubject: Hello\n\nHi team,\nI live in Rome and my name is Carla.\n\nBest, Carla',
    'On Mon, 3 May 2026 at 10:00, Bob Jones wrote:\n\nI live in Rome. My name is Bob.',
    '-----Original Message-----\nI live in Rome. My name is Bob.',
    "I'm in Paris until Friday",
    "I'm in Oslo",
    'I live in Oslo until Friday',
    "I'm a nurse until the end of May",
    'Answer in German until tomorrow',
    'He is my boss',
    'This is my dog',
    'That is my sister',
    "That's wrong",
    "That's not correct",
    'It is not right',
    'I lost my phone',
    "I've lost my dog!",
    'I dropped my son off at school',
    'I dropped my laptop',
    'I left my phone on the bus',
    'We left the kids with my mother',
    'I left my wife at the station',
    'I stopped my car',
    "I'm Batman",
    "I'm Santa Claus",
    "Let's go back to the first example",
  ])('leaves alone: %s', (message) => expect(extractFindings(message)).toEqual([]));

  it('tells a phone from its number', () => {
    const attributeOf = (said: string) => statements(said)[0]?.[1];
    expect(attributeOf('My phone number is 555 0142')).toBe(attributeOf('My phone is 555 0142'));
    expect(attributeOf('My phone is a Pixel 9')).not.toBe(attributeOf('My phone number is 555 0142'));
  });

  it('takes a long message for something pasted', () => {
    const pasted = Array.from({ length: 60 }, (_, i) => `My item ${i} is a Thing and I live in Paris.`).join('\n');
    expect(extractFindings(pasted)).toEqual([]);
    expect(statements(`I live in Oslo.\n\n${pasted}\n\nWhat of this is true?`)).toEqual([
      ['fact', 'residence', 'I live in Oslo'],
    ]);
  });

  it('needs time in proportion to the text', () => {
    const hostile = [
      `my ${'a '.repeat(9000)}`,
      `I ${'really '.repeat(3000)}`,
      '"'.repeat(20_000),
      'please '.repeat(3000),
    ];
    for (const text of hostile) expect(Array.isArray(extractFindings(text))).toBe(true);
  });
});
