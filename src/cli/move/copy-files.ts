/** Copies the bytes of all files from one store to another; what is there already stays. */
import { AppError } from '../../common/app-error.js';
import type { FileStore } from '../../platform/files/file-store.js';

/** Gives how many there are and how many were copied. Throws where bytes are not what their name says. */
export async function copyFiles(from: FileStore, to: FileStore): Promise<{ files: number; copied: number }> {
  let files = 0;
  let copied = 0;
  for await (const { owner, sha256 } of from.list()) {
    files++;
    if (await to.exists(owner, sha256)) continue;
    const received = await to.receive(await from.open(owner, sha256), Number.MAX_SAFE_INTEGER);
    if (received.sha256 !== sha256) {
      await received.discard();
      throw new AppError('conflict', `the file ${sha256} of ${owner} is damaged: its bytes are ${received.sha256}`);
    }
    await received.keep(owner);
    copied++;
  }
  return { files, copied };
}
