/** A runtime setting and its value as text. Pure. */
export interface Setting {
  key: string;
  value: unknown;
  default: unknown;
  layer: string;
  description: string;
  type: 'boolean' | 'integer' | 'number' | 'enum' | 'list' | 'json' | 'string';
  bounds?: { min?: number; max?: number; values?: string[] };
  secret: boolean;
  /** Set where the server is started; not to be changed here. */
  restart: boolean;
  updated_at?: string;
}

export const textOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);

/** What is no number or JSON is sent as it is: the server says what is wrong with it. */
export function parseSetting({ type }: Pick<Setting, 'type'>, text: string): unknown {
  if (/^(integer|number)$/.test(type) && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if (!/^(list|json)$/.test(type)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** What may be chosen, where it is a choice. */
export const choicesOf = ({ type, bounds }: Pick<Setting, 'type' | 'bounds'>): readonly string[] | undefined =>
  type === 'boolean' ? ['true', 'false'] : bounds?.values;
