/** A tone as clients see it. */
import { ApiPropertyOptional } from '@nestjs/swagger';
import { EXAMPLES, STYLE_VALUE } from './tone.dto.js';
import type { StyleValue, Tone } from './tone.js';

export class ToneView {
  id: string;
  name: string;
  rules: string[];
  @ApiPropertyOptional(EXAMPLES)
  examples?: (string | Record<string, string>)[];
  @ApiPropertyOptional(STYLE_VALUE)
  formality?: StyleValue;
  @ApiPropertyOptional(STYLE_VALUE)
  warmth?: StyleValue;
  @ApiPropertyOptional(STYLE_VALUE)
  length?: StyleValue;
  @ApiPropertyOptional(STYLE_VALUE)
  reading_level?: StyleValue;
  @ApiPropertyOptional(STYLE_VALUE)
  hedging?: StyleValue;
  @ApiPropertyOptional(STYLE_VALUE)
  emoji?: StyleValue;
  language?: string;
  /** Counts its changes. */
  version: number;
  /** Everybody may use it. */
  shared: boolean;
  /** Made by somebody else, or built in: it can be used, not changed. */
  read_only: boolean;
  built_in: boolean;
  created_at?: string;
  updated_at?: string;
}

export function toToneView({ id, name, definition, ...tone }: Tone): ToneView {
  const { rules = [], examples, ...style } = definition;
  const { formality, warmth, length, reading_level, hedging, emoji, language } = style;
  return {
    id,
    name,
    rules,
    ...given({ examples, formality, warmth, length, reading_level, hedging, emoji, language }),
    version: tone.version,
    shared: tone.shared,
    read_only: !tone.isOwn,
    built_in: tone.builtIn,
    ...(tone.createdAt && { created_at: tone.createdAt, updated_at: tone.updatedAt }),
  };
}

function given<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as never;
}
