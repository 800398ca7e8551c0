export class ImportedSessionView {
  id: string;
  external_id: string | null;
  messages: number;
  /** It was there already; nothing was changed. */
  existing?: boolean;
}

export class RejectedLineView {
  /** From 1. */
  line: number;
  code: string;
  error: string;
}
