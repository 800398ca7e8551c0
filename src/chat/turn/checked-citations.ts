/** The citations of a finished answer: which of them it refers to, and whether they bear out what it says. Pure. */
import { supportedCitations } from '../../rag/grounding/supported-citations.js';
import { citedNumbers } from '../prompt/cited-numbers.js';
import type { Citation } from '../turn-event.js';
import type { TurnDraft } from './turn-draft.js';

export function checkedCitations(answer: string, { context, prompt }: TurnDraft): Citation[] {
  const citations = context?.citations ?? [];
  const cited = citedNumbers(answer);
  if (cited.size === 0) return citations.map((citation) => ({ ...citation, cited: false }));
  const passages = new Map(prompt?.passages.map(({ n, title, text }) => [n, `${title}\n${text}`]));
  // Of what a tool found only the quote is at hand.
  const sources = citations.map(({ n, quote, title }) => ({ n, text: passages.get(n) ?? `${title}\n${quote}` }));
  const supported = supportedCitations(answer, sources);
  return citations.map((citation) => {
    const verdict = supported.get(citation.n);
    return { ...citation, cited: cited.has(citation.n), ...(verdict !== undefined && { supported: verdict }) };
  });
}
