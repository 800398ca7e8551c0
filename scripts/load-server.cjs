/**
 * Becomes dist/server/server.cjs: runs the bundle beside it from the code V8 compiled at the build (bundle.code). Another
 * version of Node.js or other V8 flags do not take that code: then the bundle is compiled now, which takes longer.
 * Frames of the bundle go by the name of this file, which names the map below, as Node.js reads no map for scripts.
 */
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { Script } = require('node:vm');

const code = join(__dirname, 'bundle.code');
const script = new Script(readFileSync(join(__dirname, 'bundle.js'), 'utf8'), {
  filename: __filename,
  cachedData: existsSync(code) ? readFileSync(code) : undefined,
});
script.runInThisContext()(require, module, exports, pathToFileURL(__filename).href);
module.exports = script;
//# sourceMappingURL=bundle.js.map
