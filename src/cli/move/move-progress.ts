/** How far a move has come, in a table of the target that is there only while one is under way. */
import type { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';

const TABLE = 'move_progress';
/** The row that says what is being moved; tables are named otherwise. */
const SOURCE = '';

export class MoveProgress {
  constructor(private readonly target: Database) {}

  /** The source of a move that was begun, or undefined. */
  async begun(): Promise<string | undefined> {
    if (!(await this.exists())) return undefined;
    return (await this.read(SOURCE))?.[0] as string | undefined;
  }

  async begin(source: string): Promise<void> {
    const create = `CREATE TABLE IF NOT EXISTS ${TABLE} (name varchar PRIMARY KEY, last_key text NOT NULL)`;
    await this.target.batch([{ sql: create, params: [] }, this.at(SOURCE, [source])]);
  }

  /** The key of the last row copied of a table. */
  async of(table: string): Promise<SqlValue[] | undefined> {
    return this.read(table);
  }

  /** For the transaction that writes the rows. */
  at(table: string, key: readonly SqlValue[]): Statement {
    const sql = `INSERT INTO ${TABLE} (name, last_key) VALUES (?, ?)
      ON CONFLICT (name) DO UPDATE SET last_key = excluded.last_key`;
    return { sql, params: [table, JSON.stringify(key)] };
  }

  async end(): Promise<void> {
    await this.target.batch([{ sql: `DROP TABLE ${TABLE}`, params: [] }]);
  }

  private async read(name: string): Promise<SqlValue[] | undefined> {
    const sql = `SELECT last_key FROM ${TABLE} WHERE name = ?`;
    const [row] = await this.target.rows<{ last_key: string }>(sql, [name]);
    return row && (JSON.parse(row.last_key) as SqlValue[]);
  }

  private async exists(): Promise<boolean> {
    const sql =
      this.target.dialect === 'sqlite'
        ? 'SELECT name FROM sqlite_master WHERE name = ?'
        : 'SELECT relname FROM pg_class WHERE relname = ? AND relnamespace = current_schema()::regnamespace';
    return (await this.target.rows(sql, [TABLE])).length > 0;
  }
}
