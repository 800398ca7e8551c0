/** Whether passages say anything about a question at all. Pure. */
import { contentOf, shareOf } from './content-of.js';

/** Content words of the question that one passage must have: with fewer it is about something else. */
const LEAST_SHARE = 0.34;

/** True for a question without content words, too ("and then?"): it leans on what was said before. */
export function hasEvidence(question: string, passages: readonly { title: string; text: string }[]): boolean {
  const asked = contentOf(question);
  if (asked.stems.size === 0) return true;
  return passages.some(({ title, text }) => shareOf(asked, contentOf(`${title}\n${text}`)) >= LEAST_SHARE);
}
