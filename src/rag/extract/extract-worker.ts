/** Entry of a thread that reads documents. */
import { AppError } from '../../common/app-error.js';
import { extract } from './extract.js';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';

export async function runExtractTask({ bytes, hint }: ExtractTask): Promise<ExtractAnswer> {
  try {
    return { extraction: await extract(bytes, hint) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}
