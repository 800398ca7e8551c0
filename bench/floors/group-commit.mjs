/**
 * Group commit: rows that arrive while the event loop is busy share one transaction and one fsync,
 * and each caller is told only after that commit. The fastest durable way to insert on one connection.
 */

/**
 * @param {import('better-sqlite3').Database} database
 * @param {(row: unknown[]) => number} insertRow runs inside the group's transaction, returns the row's id
 */
export function createGroupCommit(database, insertRow) {
  let waiting = [];
  const insertAll = database.transaction((group) => group.map(({ row }) => insertRow(row)));

  function flush() {
    const group = waiting;
    waiting = [];
    try {
      const ids = insertAll(group);
      group.forEach(({ resolve }, index) => resolve(ids[index]));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  /** @param {unknown[]} row @returns {Promise<number>} the row's id, once it is durable */
  return (row) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ row, resolve, reject }) === 1) setImmediate(flush);
    });
}
