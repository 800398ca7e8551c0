/** What is known of a user, under the user's own control: written down, read, changed, exported. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import type { SqlValue } from '../../platform/database/statement.js';
import type { CreateMemoryDto, MemoryListDto, UpdateMemoryDto } from '../dto/memory.dto.js';
import { readStatement } from '../learning/read-statement.js';
import { Memory } from '../memory.entity.js';
import { checkSpan, utcTime } from '../utc-time.js';
import { keepMemory, stemPattern } from './keep-memory.js';
import { trueAt } from './live-memory.js';
import { changeMemory, type MemoryChange } from './memory-changes.js';
import { MemoryRows, type SourcedMemory } from './memory-row.js';
import { stemsIn } from './memory-words.js';

const CERTAIN = 100;

@Injectable()
export class Memories {
  constructor(
    private readonly database: Database,
    private readonly rows: MemoryRows,
    private readonly clock: Clock,
  ) {}

  /** What is known already is given back; what it contradicts is superseded. */
  async add(userId: string, dto: CreateMemoryDto): Promise<SourcedMemory> {
    const content = dto.content.trim();
    const read = readStatement(content);
    const now = this.clock.iso();
    const validFrom = utc(dto.valid_from, 'valid_from') ?? null;
    const validTo = utc(dto.valid_to, 'valid_to') ?? null;
    checkSpan(validFrom, validTo);
    const kept = await writeAlone(this.database, { userId }, 'memories', (manager) =>
      keepMemory(
        manager,
        userId,
        {
          kind: dto.kind ?? read?.kind ?? 'fact',
          content,
          attribute: read?.attribute ?? null,
          value: read?.value,
          origin: 'user',
          confidence: CERTAIN,
          validFrom,
          validTo,
          pinned: dto.pinned,
        },
        now,
      ),
    );
    if (!kept.memory) throw new AppError('conflict', 'Something newer is known about this.');
    return this.rows.get(userId, kept.memory.id);
  }

  get(userId: string, id: string): Promise<SourcedMemory> {
    return this.rows.get(userId, id);
  }

  /** Newest first. */
  async list(
    userId: string,
    { kind, q, limit, cursor, include_superseded }: MemoryListDto,
  ): Promise<Page<SourcedMemory>> {
    const before = decodeIdCursor(cursor);
    const time = trueAt({ now: this.clock.iso(), includeSuperseded: include_superseded === 'true' });
    const conditions = [time.sql];
    const params: SqlValue[] = [...time.params];
    const add = (sql: string, ...values: SqlValue[]) => {
      conditions.push(sql);
      params.push(...values);
    };
    if (kind) add('m.kind = ?', kind);
    if (before) add('m.id < ?', before);
    const asked = q?.trim() ?? '';
    const stems = stemsIn(asked);
    if (asked && !stems.length) add("lower(m.content) LIKE ? ESCAPE '!'", `%${likeText(asked.toLowerCase())}%`);
    for (const stem of stems) {
      add(
        "(m.stems LIKE ? ESCAPE '!' OR lower(m.content) LIKE ? ESCAPE '!')",
        stemPattern(stem),
        `%${likeText(stem)}%`,
      );
    }
    const sql = `${conditions.join(' AND ')} ORDER BY m.id DESC LIMIT ${limit + 1}`;
    const page = toPage(await this.rows.select(userId, sql, params), limit, ({ id }) => [id]);
    return { ...page, items: await this.rows.withSources(userId, page.items) };
  }

  async update(userId: string, id: string, dto: UpdateMemoryDto): Promise<SourcedMemory> {
    await this.rows.get(userId, id);
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      const memory = await manager.findOneBy(Memory, { userId, id });
      if (!memory) throw notFound();
      const change = changeOf(dto);
      const { validFrom, validTo } = { ...memory, ...change };
      if (dto.valid_from !== undefined || dto.valid_to !== undefined) checkSpan(validFrom, validTo);
      await changeMemory(manager, memory, change, { action: 'updated', now: this.clock.iso() });
    });
    return this.rows.get(userId, id);
  }
}

function changeOf(dto: UpdateMemoryDto): MemoryChange {
  const content = dto.content?.trim();
  const change: MemoryChange = {
    kind: dto.kind,
    content,
    attribute: content === undefined ? undefined : (readStatement(content)?.attribute ?? null),
    pinned: dto.pinned === undefined ? undefined : Number(dto.pinned),
    validFrom: utc(dto.valid_from, 'valid_from'),
    validTo: utc(dto.valid_to, 'valid_to'),
    // Whoever says that it is true again means it.
    supersededBy: dto.valid_to === null ? null : undefined,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** undefined stays undefined, null stays null. */
function utc<T extends null | undefined>(time: string | T, field: string): string | T {
  return typeof time === 'string' ? utcTime(time, field) : time;
}

const likeText = (text: string) => text.replace(/[!%_]/g, '!$&');
