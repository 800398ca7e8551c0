import type { DataSource } from 'typeorm';

/** Opens the connections of a data source. What a driver says of a failure names no setting; this does. */
export async function connect(source: DataSource): Promise<DataSource> {
  try {
    return await source.initialize();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    throw new Error(`DATABASE_URL: the database cannot be opened (${message || code})`, { cause: error });
  }
}
