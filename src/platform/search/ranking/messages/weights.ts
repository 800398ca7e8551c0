// The constants of message ranking in one place, each with its reason. Knows nothing of how they are applied.

/**
 * Round values found on chats between people and chats with an assistant together; each lies on a plateau (half or twice
 * the value changes recall by about a point), and none is fitted to one collection.
 */
export const MESSAGE_WEIGHTS = {
  /** Entries taken by their own words before neighbours join them. */
  candidates: 300,
  /** A message this many turns from a hit may itself be the answer. */
  answerDistance: 2,
  /** Words of a longer question beyond these are ignored, the most common first. */
  maxTerms: 32,

  /** A word that asks rather than names ("mention", "kind", "time"): half of another word. */
  askingWord: 0.5,
  /** The name of a speaker: whose turns they are counts by itself, and people call each other by name in any turn. */
  speakersName: 0.7,
  /** A part of a compound (`err` of `ERR-12`), a single Han character: the whole says more. */
  partOfWord: 0.5,
  /** Another word for the one in the question. */
  synonym: 0.5,
  /** A thing of the kind the question names: more certain than a synonym, because the question asks for it. */
  member: 0.8,
  /** Character grams, where a word is not in the index or its language inflects beyond the stemmer. */
  grams: 0.6,

  /** Words of the turn before and after count this much; a chat answers in the next turn what the last one asked. */
  adjacent: 0.4,
  /** Added for the turn before when it asks something. */
  afterQuestion: 0.2,
  /** Turns at distance two; farther ones fade by `fade` for each turn. */
  nearby: 0.2,
  fade: 0.7,
  /** Turns beyond distance two are looked at while less than this many characters lie between. */
  reach: 200,
  window: 4,
  /** Texts longer than this explain themselves: context counts in proportion less, in UTF-16 code units. */
  longText: 300,
  /** A word that is both in the message and around it counts once in full, where it is stronger, and this share of the other. */
  secondHand: 0.5,

  /** This share of what the words tell goes to messages that, with those around them, speak to all that was asked. */
  coverage: 0.3,

  /** The session's share, relative to the best entry and the best session. */
  session: 0.5,

  /** The question names one speaker and this is their turn. */
  speaker: 0.6,
  /** What an assistant, a system or a tool said is worth this share, unless the question asks for it: people ask about themselves. */
  notSaidByUser: 0.33,
  /** Each step of agreement of dates: 1 for the month, 2 for the day, 0.3 for the year. */
  date: 1,
  /** A relative time in the text ("last week") that means the month of the question; the day counts 2. */
  toldMonth: 1.5,
  /** Words of time for a question that asks when. */
  timeWords: 0.25,
  /** Numbers for a question that asks how many. */
  numbers: 0.4,
  /** A lasting wish of the user ("always", "prefer") for a request to do something. */
  standingWish: 0.2,
  /** A short turn that only asks. */
  bareQuestion: -0.4,
  /** A greeting, a thank-you, "ok". */
  shortText: -0.4,
} as const;

/** What can be tuned in an experiment. */
export type MessageWeights = { readonly [name in keyof typeof MESSAGE_WEIGHTS]: number };
