/** Entry of the thread that reads documents, inside a process of its own; see extract-process-worker.ts. */
import { parentPort } from 'node:worker_threads';
import { AppError } from '../../common/app-error.js';
import { extract } from './extract.js';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';

parentPort?.on('message', (task: ExtractTask) => {
  void answerOf(task).then((answer) => parentPort!.postMessage(answer));
});

/** An error that is none of ours ends the thread, and so the process around it. */
export async function answerOf({ bytes, hint }: ExtractTask): Promise<ExtractAnswer> {
  try {
    return { extraction: await extract(bytes, hint) };
  } catch (error) {
    if (error instanceof AppError) return { error: { code: error.code, message: error.message } };
    const message = `The document could not be read (${(error as Error).name}).`;
    return { error: { code: 'parse_failed', message } };
  }
}
