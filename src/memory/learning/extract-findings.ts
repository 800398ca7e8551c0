/** Everything a message says about its writer that is worth knowing, by patterns alone. Pure; English. */
import { clausesOf, type Clause } from './clauses.js';
import { asksToForget, type Finding, statement } from './finding.js';
import { ownSentences } from './own-words.js';
import { readChange } from './read-change.js';
import { readStatement, tidy } from './read-statement.js';
import { asksToForgetEverything } from './total-wish.js';
import { isHypothetical, isPassing, isQuestion, isReported, isTask, isWorthReading, setsScene } from './write-gate.js';

/** More than this in one message is a list of something else. */
const MOST_FINDINGS = 20;
const EXPLICIT_CONFIDENCE = 95;
/** Without one of these words nothing is said about oneself, and nothing is asked for to last. */
const PERSONAL =
  /\b(?:i|i'm|im|i've|i'd|me|my|mine|we|we've|our|always|never|please|remember|forget|from now on|in future|in the future|going forward|answer|answers|reply|replies|respond|responses|don't|do not|stop|use|avoid|keep|call|it's|that's|no longer|whenever|note|been|name's|not true|a joke|any ?more|any longer|back to)\b/i;

/** "Could you …, from now on?" and "Could you forget …?" ask for no answer. */
const REQUEST =
  /^(?:could|can|would|will) you\b(?:.*\b(?:from now on|going forward|in (?:the )?future|always)\b| (?:please )?(?:forget|unlearn|erase|stop remembering)\b)/i;

export function extractFindings(message: string): Finding[] {
  if (!PERSONAL.test(message)) return [];
  if (asksToForgetEverything(message)) return [{ type: 'forget-all' }];
  const findings: Finding[] = [];
  let isPlayed = false;
  for (const sentence of ownSentences(message)) {
    // A question may begin with a statement: "I live in Oslo, what …?" is cut into clauses first.
    isPlayed ||= setsScene(sentence);
    const context = { isPlayed, isGuess: isPlayed || isHypothetical(sentence), isTask: isTask(sentence) };
    for (const clause of clausesOf(sentence)) {
      if (isReported(clause.text)) break;
      const finding = readClause(clause, context);
      if (finding) findings.push(finding);
      if (findings.length === MOST_FINDINGS) return findings;
    }
  }
  return findings;
}

/** The sentence a clause is part of: what it asks for or supposes holds for all of it. */
interface Context {
  /** It is part of a story or a game. */
  isPlayed: boolean;
  isGuess: boolean;
  isTask: boolean;
}

function readClause(
  { text, isExplicit }: Clause,
  { isPlayed, isGuess, isTask: isPartOfTask }: Context,
): Finding | undefined {
  if (!isWorthReading(text)) return undefined;
  if (isQuestion(text) && !isExplicit && !REQUEST.test(text)) return undefined;
  const change = readChange(text);
  if (change && (!isGuess || takesBack(change))) return change;
  const known = readStatement(text);
  if ((isPlayed || isPassing(text)) && !isExplicit) return undefined;
  if (known?.kind === 'instruction') return known;
  if (isPartOfTask || isTask(text) || (isGuess && !isExplicit)) return undefined;
  if (known) return isExplicit ? { ...known, confidence: EXPLICIT_CONFIDENCE } : known;
  const saysSomething = text.split(/\s+/).length >= 3;
  return isExplicit && saysSomething ? statement('fact', tidy(text), null, undefined, EXPLICIT_CONFIDENCE) : undefined;
}

/** Meant also beside what is only supposed. */
function takesBack(change: Finding): boolean {
  return change.type === 'last-retraction' || asksToForget(change);
}
