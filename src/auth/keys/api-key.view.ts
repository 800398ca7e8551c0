import { ApiProperty } from '@nestjs/swagger';
import { BudgetLimitsDto } from '../../http/limits/budget-limits.dto.js';
import type { ApiKey } from '../api-key.entity.js';
import type { NewApiKey } from './api-keys.js';

/** An API key without its secret. */
export class ApiKeyView {
  id: string;
  name: string;
  /** How the key begins. */
  prefix: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  /** Budgets of the key; null: none of its own. */
  @ApiProperty({ type: BudgetLimitsDto, nullable: true })
  limits: BudgetLimitsDto | null;
}

export function toApiKeyView({
  id,
  name,
  prefix,
  scopes,
  createdAt,
  expiresAt,
  lastUsedAt,
  limits,
}: ApiKey): ApiKeyView {
  return { id, name, prefix, scopes, created_at: createdAt, expires_at: expiresAt, last_used_at: lastUsedAt, limits };
}

/** The only answer that holds the secret. */
export function toNewApiKeyView({ apiKey, key }: NewApiKey) {
  return { status: 'success' as const, api_key: toApiKeyView(apiKey), key };
}
