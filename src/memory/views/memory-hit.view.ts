/** Something remembered that bears on a query. */
export class MemoryHitView {
  /** Of a message hit the message's id. */
  id: string;
  kind: 'fact' | 'preference' | 'instruction' | 'episode';
  content: string;
  score: number;
  session_id?: string;
  message_id?: string;
  external_id?: string;
  session_external_id?: string;
  /** Who said it. */
  name?: string;
  role?: 'user' | 'assistant' | 'tool' | 'system';
  created_at: string;
}
