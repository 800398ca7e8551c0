import type { CreateToneDto, UpdateToneDto } from './tone.dto.js';
import type { ToneDefinition } from './tone.js';

/** What a request says of a tone; absent fields are left out. Null rules are no rules. */
export function toToneDraft(dto: CreateToneDto | UpdateToneDto): ToneDefinition {
  const { examples, formality, warmth, length, reading_level, hedging, emoji, language } = dto;
  const rules = dto.rules === null ? [] : dto.rules;
  const fields = { rules, examples, formality, warmth, length, reading_level, hedging, emoji, language };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
