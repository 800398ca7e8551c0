/** Tokens an answer took; `estimated` where the model server did not say. */
export interface MessageUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  estimated: boolean;
}
