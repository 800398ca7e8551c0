/** Loaded into a process before itself (NODE_OPTIONS=--import): where it makes a backup, the disk is full. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

if (process.argv.includes('backup')) {
  fs.renameSync = (_from, to) => {
    const error = new Error(`ENOSPC: no space left on device, rename '${to}'`);
    throw Object.assign(error, { code: 'ENOSPC', errno: -28, syscall: 'rename' });
  };
  syncBuiltinESMExports();
}
