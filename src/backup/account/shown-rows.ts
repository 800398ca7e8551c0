/**
 * Which rows an account sees of a table: none of a conversation that is still being written, or deleted. Follows the
 * foreign keys of the table, so a new one is in by itself; what stays when a conversation goes (usage) names none. Pure.
 */
import type { EntityMetadata } from 'typeorm';
import { IS_SHOWN } from '../../session/conversations.js';

const CONVERSATIONS = 'sessions';

/** What a table is called in the condition: IS_SHOWN knows conversations as `s`. */
export const aliasOf = ({ tableName }: EntityMetadata): string =>
  tableName === CONVERSATIONS ? 's' : quoted(tableName);

/** The condition on a row of the table, called by its alias; undefined: its rows are of no conversation. */
export function shownRows(table: EntityMetadata): string | undefined {
  if (table.tableName === CONVERSATIONS) return IS_SHOWN;
  const conditions = table.foreignKeys.flatMap(({ columns, referencedColumns, referencedEntityMetadata: other }) => {
    const isShown = other === table ? undefined : shownRows(other);
    if (!isShown) return [];
    const on = columns.map(
      ({ databaseName }, i) =>
        `${aliasOf(other)}.${quoted(referencedColumns[i]!.databaseName)} = ${aliasOf(table)}.${quoted(databaseName)}`,
    );
    const from = `${quoted(other.tableName)} AS ${aliasOf(other)}`;
    const exists = `EXISTS (SELECT 1 FROM ${from} WHERE ${[...on, isShown].join(' AND ')})`;
    const unset = columns.filter(({ isNullable }) => isNullable);
    const isUnset = unset.map(({ databaseName }) => `${aliasOf(table)}.${quoted(databaseName)} IS NULL`);
    return [`(${[...isUnset, exists].join(' OR ')})`];
  });
  return conditions.length ? conditions.join(' AND ') : undefined;
}

export const quoted = (name: string): string => `"${name}"`;
