/**
 * Settings that administrators change while the server runs. What counts is the table: every server reads it once a
 * second and applies what changed, sooner where it hears of a change.
 */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AppError, type ErrorDetail } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { LiveConfiguration, type Overrides } from '../../config/live-configuration.js';
import { ConfigError } from '../../config/load-environment.js';
import { parseSetting, settingText } from '../../config/parse-setting.js';
import { RUNTIME_SETTINGS } from '../../config/runtime-settings.js';
import { VARIABLES, type VariableName } from '../../config/variables.js';
import { decodeCursor, type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { Signals } from '../../platform/signals/signals.js';
import { AuditLog } from '../audit/audit-log.js';
import { SettingChange } from '../setting-change.entity.js';
import { type SettingRow, type SettingView, toSettingView } from './setting.view.js';

const POLL_MS = 1000;

@Injectable()
export class RuntimeSettings implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RuntimeSettings.name);
  private timer?: NodeJS.Timeout;
  private applied = '';

  constructor(
    private readonly database: Database,
    private readonly live: LiveConfiguration,
    private readonly audit: AuditLog,
    private readonly events: EventBus,
    private readonly signals: Signals,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.signals.on('settings.changed', () => void this.poll());
    this.timer = setInterval(() => void this.poll(), POLL_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async list(): Promise<SettingView[]> {
    const rows = new Map((await this.rows()).map((row) => [row.key, row]));
    const names = Object.keys(VARIABLES) as VariableName[];
    return names.map((name) => toSettingView(this.live.state(name), rows.get(name)));
  }

  /** All or nothing; null takes a setting back. Throws `validation_failed` naming every key at fault. */
  async change({ userId }: Owner, wanted: Record<string, unknown>): Promise<SettingView[]> {
    const changes = checked(wanted);
    this.refuseMisfits(changes);
    const statements = () => changes.flatMap(([key, text]) => this.statements(userId, key, text));
    const details = Object.fromEntries(changes);
    const entry = { actorId: userId, action: 'config.changed', target: changes.map(([key]) => key).join(','), details };
    if (changes.length) await this.audit.add(entry, statements);
    await this.refresh();
    this.signals.send('settings.changed', {});
    return this.list();
  }

  /** Newest first. */
  async history({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<SettingChange>> {
    const before = decodeCursor(cursor, ['string'])?.[0];
    if (before !== undefined && !isId(before)) throw new AppError('invalid_cursor');
    const rows = await this.database.reader
      .createQueryBuilder(SettingChange, 'c')
      .where(before === undefined ? '1 = 1' : 'c.id < :before', { before })
      .orderBy('c.id', 'DESC')
      .limit(limit + 1)
      .getMany();
    return toPage(rows, limit, ({ id }) => [id]);
  }

  /** Gives every setting the value it had before that change; what came later is undone too. Throws 404. */
  async rollBack(owner: Owner, changeId: string): Promise<SettingView[]> {
    const exists = isId(changeId) && (await this.database.reader.existsBy(SettingChange, { id: changeId }));
    if (!exists) throw new AppError('not_found');
    const later = await this.database.rows<{ key: string; before: string | null }>(
      'SELECT key, before FROM setting_changes WHERE id >= ? ORDER BY id DESC',
      [changeId],
    );
    // The oldest of them comes last and says what was there before all.
    return this.change(owner, Object.fromEntries(later.map(({ key, before }) => [key, before])));
  }

  private async poll(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      this.logger.error({ err: error }, 'settings could not be read');
    }
  }

  private async refresh(): Promise<void> {
    const overrides: Overrides = {};
    for (const { key, value } of await this.rows()) if (this.isUsable(key, value)) overrides[key] = value;
    const text = JSON.stringify(overrides);
    if (text === this.applied) return;
    const keys = this.apply(overrides);
    this.applied = text;
    if (keys.length) this.events.emit('config.changed', { keys });
  }

  /** Each value is right by itself, but may not fit the others. */
  private refuseMisfits(changes: readonly (readonly [VariableName, string | null])[]): void {
    try {
      this.live.check(changes);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const details = error.problems.map(({ variable: field, problem: message }) => ({ field, message }));
      throw new AppError('validation_failed', undefined, { details });
    }
  }

  /** What no longer fits what the server was started with does not count: an alias of a server that was taken away. */
  private apply(overrides: Overrides): VariableName[] {
    try {
      return this.live.apply(overrides);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const wrong = new Set(error.problems.map(({ variable }) => variable));
      const fitting = Object.entries(overrides).filter(([key]) => !wrong.has(key));
      if (fitting.length === Object.keys(overrides).length) throw error;
      this.logger.warn({ err: error }, `settings that do not fit do not count: ${[...wrong].join(', ')}`);
      return this.apply(Object.fromEntries(fitting));
    }
  }

  /** A newer or older server may have written what this one does not know. */
  private isUsable(key: VariableName, value: string): boolean {
    try {
      if (RUNTIME_SETTINGS.includes(key)) parseSetting(key, value);
      return RUNTIME_SETTINGS.includes(key);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      this.logger.warn({ err: error }, `the setting ${key} is not valid here and does not count`);
      return false;
    }
  }

  private rows(): Promise<SettingRow[]> {
    return this.database.rows<SettingRow>('SELECT key, value, updated_by, updated_at FROM settings ORDER BY key');
  }

  /** What was there before is read by the transaction that replaces it: others change settings at the same time. */
  private statements(userId: string, key: string, after: string | null): Statement[] {
    const now = this.clock.iso();
    const note = {
      sql: `INSERT INTO setting_changes (id, key, before, after, changed_by, created_at)
        VALUES (?, ?, (SELECT value FROM settings WHERE key = ?), ?, ?, ?)`,
      params: [newId(), key, key, after, userId, now],
    };
    if (after === null) return [note, { sql: 'DELETE FROM settings WHERE key = ?', params: [key] }];
    const sql = `INSERT INTO settings (key, value, updated_by, updated_at) VALUES (?, ?, ?, ?) ON CONFLICT (key)
      DO UPDATE SET value = excluded.value, updated_by = excluded.updated_by, updated_at = excluded.updated_at`;
    return [note, { sql, params: [key, after, userId, now] }];
  }
}

function checked(wanted: Record<string, unknown>): [key: VariableName, text: string | null][] {
  const details: ErrorDetail[] = [];
  const changes: [VariableName, string | null][] = [];
  for (const [field, value] of Object.entries(wanted)) {
    const key = field as VariableName;
    if (!Object.hasOwn(VARIABLES, field)) details.push({ field, message: 'there is no such setting' });
    else if (!RUNTIME_SETTINGS.includes(key))
      details.push({ field, message: 'is set where the server is started, and needs a restart' });
    else
      try {
        changes.push([key, value === null ? null : settingText(key, value)]);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        details.push({ field, message: error.problems[0]!.problem });
      }
  }
  if (details.length) throw new AppError('validation_failed', undefined, { details });
  return changes;
}
