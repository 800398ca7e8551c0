// Tells a full stop that shortens a word from one that ends a sentence; knows a few languages' abbreviations.

const ALWAYS = new Set(
  (
    'mr mrs ms dr prof rev hon st sr jr gen col lt sgt capt maj gov sen rep pres messrs mme mlle ' +
    'vs eg ie cf viz al approx ca fig figs eq eqs sec vol nos pp ed eds ch art op cit dept est univ ' +
    'inc ltd co corp bros jan feb mar apr jun jul aug sep sept oct nov dec mt ft ave blvd rd ' +
    'bzw usw evtl ggf bspw vgl nr str hr fr abs bd sog zzgl inkl ' +
    'т.е т.д т.п г гг в вв им ул стр рис др см тыс млн млрд руб проф акад ' +
    'sra srta dra ud uds pág núm av env dott sig'
  ).split(' '),
);
/** These often end a sentence as well: only a lower-case letter after them says that it goes on. */
const SOMETIMES = new Set('etc no inc ltd co corp jr sr al usw др т.д т.п am pm a.m p.m'.split(' '));

const LONGEST = 12;

/**
 * Whether the full stop at `dot` belongs to an abbreviation, an initial or a list number. `from` bounds the look back,
 * `lowerFollows` says that the next word begins in lower case.
 */
export function endsWithAbbreviation(text: string, from: number, dot: number, lowerFollows: boolean): boolean {
  let start = dot;
  const least = Math.max(from, dot - LONGEST);
  while (start > least && /[\p{L}\p{N}.]/u.test(text.charAt(start - 1))) start--;
  const word = text.slice(start, dot);
  if (/^\d{1,3}$/.test(word)) return lowerFollows || text.slice(from, start).trim() === '';
  const lower = word.toLowerCase();
  if (SOMETIMES.has(lower)) return lowerFollows;
  if (ALWAYS.has(lower)) return true;
  if (/^(?:\p{L}\.)+\p{L}$/u.test(word) || /^\p{Lu}$/u.test(word)) return true;
  return lowerFollows && word.length < 3 && word.length > 0;
}
