import type { DataSource } from 'typeorm';

/** Opens the connections of a data source. What a driver says of a failure names no setting; this names the one that told where it is. */
export async function connect(source: DataSource, setting = 'DATABASE_URL'): Promise<DataSource> {
  try {
    return await source.initialize();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    throw new Error(`${setting}: the database cannot be opened (${message || code})`, { cause: error });
  }
}
