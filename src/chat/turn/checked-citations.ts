/** The citations of a finished answer: which of them it refers to, where, and whether they bear out what it says. Pure. */
import { quotesBehind } from '../../rag/grounding/quotes-behind.js';
import { supportedCitations } from '../../rag/grounding/supported-citations.js';
import type { NumberedPassage } from '../prompt/prompt-input.js';
import { citedNumbers } from '../prompt/cited-numbers.js';
import type { Citation } from '../turn-event.js';
import type { TurnDraft } from './turn-draft.js';

export function checkedCitations(answer: string, { context, prompt }: TurnDraft): Citation[] {
  const citations = context?.citations ?? [];
  const cited = citedNumbers(answer);
  if (cited.size === 0) return citations.map((citation) => judged(citation, false));
  const passages = new Map(prompt?.passages.map((passage) => [passage.n, passage]));
  const supported = supportedCitations(
    answer,
    citations.map((citation) => sourceOf(citation, passages)),
  );
  return requoted(answer, citations, passages).map((citation) =>
    judged(citation, cited.has(citation.n), supported.get(citation.n)),
  );
}

/** `supported` undefined: it was not looked at. */
function judged(
  { n, document_id, chunk_id, title, quote, start, end, page, url, score }: Citation,
  cited: boolean,
  supported?: boolean,
): Citation {
  return { n, document_id, chunk_id, title, quote, start, end, page, url, score, cited, supported };
}

type Passages = ReadonlyMap<number, NumberedPassage>;

/** Of what a tool found only the quote is at hand. */
function sourceOf({ n, quote, title }: Citation, passages: Passages): { n: number; text: string } {
  return { n, text: `${title}\n${passages.get(n)?.text ?? quote}` };
}

/** Each with the sentence the answer is from, where that is another than the question led to. */
function requoted(answer: string, citations: readonly Citation[], passages: Passages): Citation[] {
  const sources = citations.flatMap(({ n, start, end }) => {
    const passage = passages.get(n);
    return passage ? [{ n, text: passage.text, start: start - passage.start, end: end - passage.start }] : [];
  });
  const spans = quotesBehind(answer, sources);
  return citations.map((citation) => {
    const span = spans.get(citation.n);
    const passage = passages.get(citation.n);
    if (!span || !passage) return citation;
    const { text, start: from } = passage;
    return { ...citation, quote: text.slice(span.start, span.end), start: from + span.start, end: from + span.end };
  });
}
