// Reads from a question what kind of answer it wants. Knows the question only.

/** What a question asks for beyond its words. */
export interface QuestionIntent {
  /** When something happened. */
  asksWhen: boolean;
  asksHowMany: boolean;
  /** What the assistant said, recommended, gave. */
  asksForAssistant: boolean;
  /** That something be done or answered now, rather than remembered. */
  isRequest: boolean;
}

const WHEN = /\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b|\bhow long ago\b/i;
const HOW_MANY = /\bhow (?:many|much)\b/i;
const ASSISTANT_TOLD =
  /\byour? [^.?!]{0,60}?\b(?:recommend|suggest|advi[sc]e|propos|said|sa[iy]|tell|told|expla|g[ia]ve|provid|list|mention|answer|repl|wr[io]te)/i;
const POLITE_REQUEST = /\b(?:can|could|would|will) you\b/i;
const REQUEST =
  /^(?:can|could|would|will|please|help|show|give|write|make|create|suggest|recommend|explain)\b|\bhow (?:do|should|can|could|would) (?:i|we)\b|\b(?:recommend|suggest|help me|show me|tell me|walk me|which|what)\b/i;
const PAST = /\b(?:did|have|had|has|was|were)\b/i;

export function questionIntent(question: string): QuestionIntent {
  return {
    asksWhen: WHEN.test(question),
    asksHowMany: HOW_MANY.test(question),
    asksForAssistant: ASSISTANT_TOLD.test(question) && !POLITE_REQUEST.test(question),
    isRequest: REQUEST.test(question.trim()) && !PAST.test(question),
  };
}
