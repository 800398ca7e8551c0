import { ApiProperty } from '@nestjs/swagger';
import type { SettingState } from '../../config/live-configuration.js';
import { kindOf, type SettingType } from '../../config/parse-setting.js';
import { VARIABLES, type VariableName } from '../../config/variables.js';
import type { SettingChange } from '../setting-change.entity.js';

/** A row of the table of settings. */
export interface SettingRow {
  key: VariableName;
  value: string;
  updated_by: string | null;
  updated_at: string;
}

export class SettingBoundsView {
  min?: number;
  max?: number;
  values?: string[];
}

/** A setting as it stands; of a secret neither value nor default. */
export class SettingView {
  key: string;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'Of the type named.' })
  value: unknown;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  default: unknown;
  /** Which layer decided: default, a file’s name, environment or runtime. */
  layer: string;
  description: string;
  @ApiProperty({ enum: ['boolean', 'integer', 'number', 'enum', 'list', 'json', 'string'] })
  type: SettingType;
  bounds?: SettingBoundsView;
  secret: boolean;
  /** Set where the server is started; it cannot be changed here. */
  restart: boolean;
  updated_by?: string | null;
  updated_at?: string;
}

export function toSettingView({ key, ...state }: SettingState, row: SettingRow | undefined): SettingView {
  const { description, secret } = VARIABLES[key];
  const changed = row && { updated_by: row.updated_by, updated_at: row.updated_at };
  return { key, ...state, description, secret, ...kindOf(key), ...changed };
}

/** One change; null: the layers below decided. */
export class SettingChangeView {
  id: string;
  key: string;
  @ApiProperty({ type: 'string', nullable: true })
  before: string | null;
  @ApiProperty({ type: 'string', nullable: true })
  after: string | null;
  @ApiProperty({ type: 'string', nullable: true })
  changed_by: string | null;
  created_at: string;
}

export function toSettingChangeView(change: SettingChange): SettingChangeView {
  const { id, key, before, after, changedBy, createdAt } = change;
  return { id, key, before, after, changed_by: changedBy, created_at: createdAt };
}
