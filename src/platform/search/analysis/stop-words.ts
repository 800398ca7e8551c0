// Words which carry no subject of their own, by language, in folded form (lower case, no accents).

const ENGLISH =
  'a about above across after again against all almost along also although always am among an and another any anybody anyone anything are arent around as at ' +
  'be because been before being below between both but by can cannot cant could couldnt did didnt do does doesnt doing done dont down during each either else ever every ' +
  'few for from further get gets give given gives go goes going got had hadnt has hasnt have havent having he her here hers herself him himself his how however ' +
  'i if im in into is isnt it its itself just know let lets like ' +
  'many may me might more most much must my myself neither no nor not of off often on once one only or other others our ours ourselves out over own ' +
  'per please quite rather really said same say says shall she should shouldnt since so some somebody someone something such ' +
  'tell than that thats the their theirs them themselves then there theres these they theyre this those though through thus to too toward under until up upon us ' +
  'very via was wasnt we well were werent what whats whatever when where whether which whichever while who whom whose why will with within without wont would wouldnt ' +
  'yes yet you your youre yours yourself yourselves';

const GERMAN =
  'der die das den dem des ein eine einen einem einer eines und oder aber ist sind war waren wird werden wurde wurden hat haben hatte hatten ' +
  'ich du er sie es wir ihr ihn ihm ihnen mich mir dich dir sich mein meine dein deine sein seine seiner ihre ihrer unser nicht kein keine auch nur noch schon ' +
  'wie was wer wen wem wessen wo wann warum wieso weshalb woher wohin welche welcher welches welchen welchem dass wenn als ob weil denn da so zu zum zur von vom mit bei beim nach vor fur ' +
  'in im an am auf aus um uber unter durch gegen ohne bis seit man kann konnen konnte muss mussen soll sollte dies diese dieser dieses diesem diesen jener jene ' +
  'viel viele wieviel wurde gibt gab es';
const FRENCH =
  'le la les un une des du de et ou mais est sont etait etaient sera ont avait avaient je tu il elle nous vous ils elles me te se mon ma mes ton ta tes son sa ses notre votre leur leurs ' +
  'ne pas plus que qui quoi dont quand comment pourquoi quel quelle quels quelles combien ce cet cette ces dans en sur sous par pour avec sans chez entre au aux y d l qu n s j c m t';
const SPANISH =
  'el los las una unos unas y o pero es son era eran fue fueron ser esta estan estaba ha han habia yo tu ella nosotros ellos ellas mi mis su sus nuestro ' +
  'no que quien quienes cual cuales cuando como donde cuanto cuantos cuantas este estos estas ese esa eso aquel en con sin por para sobre entre del al se lo le les muy';
const ITALIAN_PORTUGUESE =
  'gli uno della dello delle degli nel nella di da con su per tra fra che chi cosa quando dove quale quali quanto sono era stato come os as um uma dos das em na nos nas com para por qual quais onde foi sao';
const RUSSIAN =
  'и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из ему теперь когда даже ну ли если уже или ни быть был него до вас ' +
  'нибудь опять уж вам ведь там потом себя ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда кто этот того потому этого какой ' +
  'какая какое какие каким каких какую каком какого ним здесь этом один почти мои тем чтобы нее были куда зачем всех при об после над через эти нас про всего них много эту моя свою этой перед ' +
  'сколько почему который которая которое которые которых является';
const ARABIC =
  'في من الي علي عن مع هذا هذه ذلك تلك التي الذي الذين ما ماذا متي اين كيف كم لماذا هل هو هي هم انا انت نحن كان كانت يكون تكون او و ثم بل لا لم لن ليس قد كل بعض غير بين بعد قبل حتي اذا ان انه انها اي ' +
  'منذ عند حول خلال';
/** Question words and particles; single characters such as these are met often and say little. */
const CHINESE_JAPANESE =
  '的 了 是 在 和 有 我 你 他 她 它 们 这 那 吗 呢 吧 什 么 哪 谁 几 与 及 也 都 就 而 被 把 对 从 到 之 其 什么 哪个 哪里 哪些 多少 怎么 为什 为何 何时 の に は を た が で て と し れ さ も な';
const THAI = 'ที่ และ ของ เป็ ป็น ใน ว่า ได้ ให้ มี การ ไม่ คือ อะไ ะไร ใคร เมื ่อใ อใด ไหน อย่ ย่า ่าง';

const setOf = (...lists: string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')));

/** English, and the languages which share no script with it: these cannot be mistaken for content. */
const COMMON = setOf(ENGLISH, RUSSIAN, ARABIC, CHINESE_JAPANESE, THAI);
/** Latin-script languages by themselves: "die", "war" and "son" are stop words in one and content in another. */
const LATIN = [setOf(ENGLISH), setOf(GERMAN), setOf(FRENCH), setOf(SPANISH), setOf(ITALIAN_PORTUGUESE)];

/** Whether a folded word is a stop word whatever the language around it (English and non-Latin scripts). */
export const isStopWord = (word: string): boolean => COMMON.has(word);

/**
 * The stop-word test for a text of these folded words: the Latin-script language with most stop words in it decides,
 * English when none has more; English words count in other languages only when they are stop words there too.
 */
export function stopWordsFor(words: readonly string[]): (word: string) => boolean {
  const [english, ...others] = LATIN.map((list) => ({ list, found: words.filter((word) => list.has(word)).length }));
  const best = others.reduce((most, next) => (next.found > most.found ? next : most), {
    list: COMMON,
    found: english?.found ?? 0,
  });
  if (best.list === COMMON) return isStopWord;
  return (word) => best.list.has(word) || (COMMON.has(word) && !LATIN[0]?.has(word));
}
