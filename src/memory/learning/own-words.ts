/** The sentences of a message that are its writer's own: no code, no quotations, nothing pasted. Pure. */
import { splitSentences } from '../../platform/search/analysis/split-sentences.js';

/** A longer message was mostly written elsewhere; only its first and last paragraph can be the writer's. */
const LONGEST_OWN = 2000;
const MOST_OWN_LINES = 25;
const LONGEST_PARAGRAPH = 500;

const FENCED = /(```|~~~)[\s\S]*?(?:\1|$)/g;
const INLINE_CODE = /`[^`\n]*`/g;
const QUOTATION = /["“„«»][^"“”„«»\n]*["”“«»]/g;
/** A quotation is somebody else's words where it speaks of itself or is long; a short one is a title or a name. */
const SPEAKS = /\b(?:i|i'm|i've|my|me|mine|we|our|you)\b/i;
const LONG_QUOTATION = 8;
/** Lines of a quoted mail, a table, a log, a transcript. */
const FOREIGN_LINE =
  /^\s*(?:>|\||\$ |#{1,6} |\[?\d{1,2}:\d{2}|\d{4}-\d\d-\d\d|(?:from|to|subject|sent|date|cc):\s|at \S+\()/i;
const SPEAKER_LINE = /^\s*[\p{Lu}][\p{L} .'-]{0,24}:\s/u;
/** Here a mail of somebody else begins. */
const MAIL =
  /^(?:[ \t]*(?:from|to|subject|sent|date|cc|reply-to):[ \t].*\n){2}|^-{3,} ?(?:original|forwarded) message ?-{3,}|^on .{6,100} wrote:[ \t]*$/im;
/** Here the pasted text begins. */
const INTRODUCES =
  /(?:\b(?:translate|summari[sz]e|proofread|rewrite|rephrase|paraphrase|correct|edit|review|analy[sz]e|classify|improve|shorten|explain|debug|fix|read)\b[^.?!\n]{0,80}|\b(?:the following|here(?:'s| is| are)|see below|this is what|as follows)\b[^.?!\n]{0,60}):\s/i;

export function ownSentences(message: string): string[] {
  const text = withoutForeign(message.replace(/[\u2018\u2019\u02bc]/g, "'").replace(/\r\n?/g, '\n'));
  return splitSentences(text)
    .map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' ').trim())
    .filter(Boolean);
}

function withoutForeign(message: string): string {
  const plain = message.replace(FENCED, '\n').replace(INLINE_CODE, '…').replace(QUOTATION, quotation);
  const begins = [INTRODUCES.exec(plain)?.index, MAIL.exec(plain)?.index].map((at) => at ?? plain.length);
  return ownParagraphs(ownLines(plain.slice(0, Math.min(...begins))));
}

function quotation(quoted: string): string {
  const words = quoted.split(/\s+/).length;
  return SPEAKS.test(quoted) || words >= LONG_QUOTATION ? '…' : quoted;
}

function ownLines(text: string): string {
  const lines = text.split('\n').filter((line) => !FOREIGN_LINE.test(line));
  const speakers = lines.filter((line) => SPEAKER_LINE.test(line)).length;
  const isTranscript = speakers >= 2 && lines.length > 2;
  return (isTranscript ? lines.filter((line) => !SPEAKER_LINE.test(line)) : lines).join('\n');
}

function ownParagraphs(text: string): string {
  if (text.length <= LONGEST_OWN && text.split('\n').length <= MOST_OWN_LINES) return text;
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim());
  const ends = paragraphs.length > 1 ? [paragraphs[0]!, paragraphs.at(-1)!] : [];
  return ends.filter((paragraph) => paragraph.length <= LONGEST_PARAGRAPH).join('\n\n');
}
