import type { DataSource } from 'typeorm';
import { AppError } from '../../common/app-error.js';

/**
 * Opens the connections of a data source. What a driver says of a failure names no setting; this names the one that told
 * where it is. Throws `database_unavailable`.
 */
export async function connect(source: DataSource, setting = 'DATABASE_URL'): Promise<DataSource> {
  try {
    return await source.initialize();
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    const sentence = `${setting}: the database cannot be opened (${message || code})`;
    throw new AppError('database_unavailable', sentence, { cause: error });
  }
}
