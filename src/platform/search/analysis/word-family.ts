// All forms of a word, also where English changes the stem itself ("went" and "go"). Knows nothing of ranking.
import { stemOf } from './stem-of.js';

/** The forms of one word. */
export interface WordFamily {
  /** The same for every form. */
  readonly key: string;
  /** Distinct stems of the forms; the word's own alone where it has no irregular form. */
  readonly stems: readonly string[];
}

/** The base form first, then forms the stemmer cannot join to it; forms that are mainly another word are left out. */
const FORMS = `
arise arose arisen, awake awoke awoken, beat beaten, become became, begin began begun, bend bent, bite bit bitten,
bleed bled, blow blew blown, break broke broken, breed bred, bring brought, build built, burn burnt, buy bought,
catch caught, choose chose chosen, come came, creep crept, deal dealt, dig dug, draw drew drawn, dream dreamt,
drink drank drunk, drive drove driven, eat ate eaten, fall fell fallen, feed fed, fight fought, flee fled,
fly flies flew flown, forbid forbade forbidden, forget forgot forgotten, forgive forgave forgiven, freeze froze frozen,
get got gotten, give gave given, go goes went gone, grow grew grown, hang hung, hear heard, hide hid hidden, hold held,
keep kept, know knew known, lay laid, lead led, lean leant, learn learnt, lend lent, lose lost, make made, mean meant,
meet met, mistake mistook mistaken, pay paid, prove proven, ride rode ridden, ring rang rung, rise rose risen, run ran,
say said, see seen, seek sought, sell sold, send sent, sew sewn, shake shook shaken, shine shone,
show shown, shrink shrank shrunk, sing sang sung, sink sank sunk, sit sat, sleep slept, slide slid, speak spoke spoken,
spend spent, spin spun, spring sprang sprung, stand stood, steal stole stolen, stick stuck, sting stung,
strike struck stricken, swear swore sworn, sweep swept, swim swam swum, swing swung, take took taken, teach taught,
tear tore torn, tell told, think thought, throw threw thrown, understand understood, wake woke woken, wear wore worn,
weave wove woven, weep wept, win won, write wrote written, try tries tried, cry cries cried, dry dries dried, fry fries fried,
spy spies spied, sky skies, die died dying, lie lied lying, tie tied tying, child children, man men, woman women,
foot feet, tooth teeth, mouse mice, goose geese, wife wives, knife knives, half halves, shelf shelves, wolf wolves,
thief thieves, loaf loaves, calf calves
`;

const families = FORMS.split(',').map((forms): WordFamily => {
  const stems = [...new Set(forms.trim().split(/\s+/).map(stemOf))];
  return { key: stems[0]!, stems };
});
// By stem, so that "going" leads to "went".
const familyOfStem = new Map(families.flatMap((family) => family.stems.map((stem) => [stem, family] as const)));

/** The family of a folded word; in other languages than English its stem is all there is. */
export function familyOf(word: string): WordFamily {
  const stem = stemOf(word);
  return familyOfStem.get(stem) ?? { key: stem, stems: [stem] };
}
