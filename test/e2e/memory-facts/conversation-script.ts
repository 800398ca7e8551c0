/** A conversation of 300 turns: facts between small talk, some of them changed, some taken back. Made up, deterministic. */

export interface ScriptedFact {
  /** How it is said. */
  said: string;
  kind: 'fact' | 'preference' | 'instruction';
  attribute: string;
  /** The words that make it this fact and no other. */
  value: string;
  ask: string;
}

const fact = (said: string, attribute: string, value: string, ask: string, kind: ScriptedFact['kind'] = 'fact') => ({
  said,
  kind,
  attribute,
  value,
  ask,
});

export const FACTS: ScriptedFact[] = [
  fact('Hi! My name is Ondine Varga.', 'name', 'Ondine', 'What is my name?'),
  fact('I live in Tromsø, by the way.', 'residence', 'Tromsø', 'Which city do I live in?'),
  fact('I work as a bridge inspector.', 'occupation', 'bridge inspector', 'What is my job?'),
  fact("My dog's name is Biscuit.", 'dog name', 'Biscuit', 'What is the name of my dog?'),
  fact('My favourite colour is vermilion.', 'favourite colour', 'vermilion', 'What is my favourite colour?'),
  fact("I'm allergic to cashews.", 'allergy', 'cashews', 'Which food am I allergic to?'),
  fact('My birthday is on 14 March.', 'birthday', '14 March', 'When is my birthday?'),
  fact('I prefer tea over anything else.', 'prefer drink', 'tea', 'What do I like to drink, tea?', 'preference'),
  fact('My sister is called Henrike.', 'sister name', 'Henrike', 'What is the name of my sister?'),
  fact('I play the bassoon in a small orchestra.', 'plays', 'bassoon', 'Which instrument do I play?'),
  fact('I drive a Lada Niva.', 'drive', 'Lada', 'Which car do I drive?'),
  fact('Please always answer in Danish.', 'reply language', 'Danish', 'What do I want?', 'instruction'),
  fact('Never use emojis, please.', 'reply emoji', 'emojis', 'What should you avoid?', 'instruction'),
  fact('My favourite composer is Biber.', 'favourite composer', 'Biber', 'Who is my favourite composer?'),
  fact('I speak Basque and some Welsh.', 'speaks', 'Basque', 'Which languages do I speak?'),
  fact('I am a vegetarian.', 'diet', 'vegetarian', 'What is my diet?'),
  fact('My shoe size is 38.', 'shoe size', '38', 'What is my shoe size?'),
  fact('I have two daughters.', 'daughters', 'daughters', 'How many daughters do I have?'),
  fact('My husband works at Nordlys Maritime.', 'husband work', 'Nordlys', 'Where does my husband work?'),
  fact(
    'I really like foraging for mushrooms.',
    'likes',
    'foraging',
    'What do I like doing in the forest, foraging?',
    'preference',
  ),
  fact("I can't stand liquorice.", 'dislikes', 'liquorice', 'Do I enjoy liquorice?', 'preference'),
  fact('I was born in Ljubljana.', 'origin', 'Ljubljana', 'Where was I born?'),
  fact('Remember that the spare key is under the blue pot.', 'key', 'blue pot', 'Where is the spare key?'),
  fact('I usually cycle to work along the fjord.', 'commute', 'fjord', 'How do I usually cycle to work?'),
  fact('My editor is Helix.', 'editor', 'Helix', 'Which editor is mine?'),
  fact('My gym is on Storgata.', 'gym', 'Storgata', 'Where is my gym?'),
  fact('I wake up at 5:40 every day.', 'wake up', '5:40', 'When do I wake up?'),
  fact("I'm studying hydrology in the evenings.", 'study', 'hydrology', 'What am I studying?'),
  fact('We have a cat named Pomodoro.', 'cat name', 'Pomodoro', 'What is the name of our cat?'),
  fact('My favourite film is Stalker.', 'favourite film', 'Stalker', 'What is my favourite film?'),
  fact('My phone number is 555 0199.', 'phone', '555 0199', 'What is my phone number?'),
  fact('I own a small vineyard near Eger.', 'vineyard', 'vineyard', 'What do I own near Eger, a vineyard?'),
  fact('My blood type is AB negative.', 'blood type', 'AB negative', 'What is my blood type?'),
  fact('My mentor is called Ulrika.', 'mentor name', 'Ulrika', 'What is the name of my mentor?'),
  fact("I don't eat shellfish.", 'shellfish', 'shellfish', 'Do I eat shellfish?'),
  fact('I collect antique barometers.', 'collects', 'barometers', 'What do I collect?'),
  fact('My time zone is CET.', 'time zone', 'CET', 'What is my time zone?'),
  fact('I prefer window seats on trains.', 'prefer seat', 'window seats', 'Which seats do I prefer?', 'preference'),
  fact('My boat is a Folkboat.', 'boat', 'Folkboat', 'What is my boat?'),
  fact('My nickname at home is Oddi.', 'nickname', 'Oddi', 'What is my nickname?'),
];

export interface ScriptedChange {
  /** Place in FACTS of what is no longer true. */
  of: number;
  said: string;
  value: string;
}

export const CHANGES: ScriptedChange[] = [
  { of: 1, said: "I've just moved to Visby.", value: 'Visby' },
  { of: 2, said: "I changed jobs, I'm now working as a tunnel engineer.", value: 'tunnel engineer' },
  { of: 4, said: 'Actually, my favourite colour is celadon.', value: 'celadon' },
  { of: 7, said: 'I prefer coffee these days.', value: 'coffee' },
  { of: 10, said: 'I drive a Saab now.', value: 'Saab' },
  { of: 11, said: 'From now on, answer in Finnish.', value: 'Finnish' },
  { of: 13, said: 'My favourite composer is Rautavaara now.', value: 'Rautavaara' },
  { of: 26, said: 'I wake up at 6:15 every day now.', value: '6:15' },
  { of: 30, said: 'My new phone number is 555 0142.', value: '555 0142' },
  { of: 29, said: 'No, my favourite film is Solaris.', value: 'Solaris' },
];

export const RETRACTIONS: { of: number; said: string }[] = [
  { of: 9, said: 'I no longer play the bassoon.' },
  { of: 25, said: 'Please forget my gym.' },
  { of: 31, said: 'I sold my vineyard.' },
  { of: 35, said: "I don't collect antique barometers any more." },
  { of: 22, said: 'Forget that the spare key is under the blue pot.' },
];

const SMALL_TALK = [
  'Good morning!',
  'How is it going?',
  'Thanks, that helps.',
  'What is the capital of Peru?',
  'Can you explain how tides work?',
  'Tell me a joke about ducks.',
  'I am a bit tired today.',
  'That was funny, thank you.',
  'How do I boil an egg?',
  'I have a question about taxes.',
  'My code does not compile.',
  'What would happen if I lived on Mars?',
  'Imagine my name were Napoleon, what would I wear?',
  'I think you are right about that.',
  'Please translate: I live in Madrid and my dog is called Paco.',
  'She said "my favourite colour is black and I hate tea".',
  'Write a short story where my name is Zorro and I work as a spy.',
  '> my car is a Ferrari\nWhat does this quote mean?',
  'I like that answer.',
  'Could you make it shorter?',
  'I need to buy milk later.',
  'My head hurts a little.',
  'Do you remember what I said?',
  'If I were a vegetarian, what would I eat?',
  'I was just kidding about the ducks, go on.',
  'Let me think about it.',
  "I'm going to the store now.",
  'Summarize the following: My name is Bartholomew. I live in Utrecht. I hate cheese.',
  'Never mind.',
  'Maybe I should visit Iceland one day.',
  'What time is it in Tokyo?',
  'I love it!',
  'It is raining again.',
  'Okay, next topic.',
  'My day is going well so far.',
  'You said: “Your favourite colour is purple.”',
  'How many legs does a spider have?',
  'I forgot what I wanted to ask.',
  '```\nconst name = "my name is Code";\n```\nWhy does this fail?',
  'Goodbye for now!',
];

export interface ScriptedTurn {
  message: string;
  /** What is true from this turn on: place in FACTS, or the change. */
  fact?: number;
  change?: ScriptedChange;
  retraction?: number;
  asks?: number;
}

export const TURNS = 300;

/** Facts in the first 160 turns, changes and retractions in the next 75, questions at the end, small talk between. */
export function conversation(): ScriptedTurn[] {
  const turns: ScriptedTurn[] = [];
  for (let i = 0; turns.length < TURNS; i++) {
    const at = turns.length;
    const talk = { message: SMALL_TALK[i % SMALL_TALK.length]! };
    if (at < 160 && at % 4 === 0) turns.push({ message: FACTS[at / 4]!.said, fact: at / 4 });
    else if (at >= 160 && at < 235 && at % 5 === 0) turns.push(change((at - 160) / 5));
    else if (at >= 240 && at < 280) turns.push({ message: FACTS[at - 240]!.ask, asks: at - 240 });
    else turns.push(talk);
  }
  return turns;
}

/** Two changes, then a retraction. */
function change(n: number): ScriptedTurn {
  if (n % 3 < 2) {
    const next = CHANGES[Math.floor(n / 3) * 2 + (n % 3)]!;
    return { message: next.said, change: next };
  }
  const { of, said } = RETRACTIONS[Math.floor(n / 3)]!;
  return { message: said, retraction: of };
}
