/** Plug-in modules for tests, written where the server is told to look. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class ModuleFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'rai-modules-'));

  /** Gives the module's folder. `code` is an ES module. */
  write(name: string, code: string): string {
    const folder = join(this.path, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, type: 'module', main: 'index.js' }));
    writeFileSync(join(folder, 'index.js'), code);
    return folder;
  }

  /** A module of one tool `go` whose body is given. */
  tool(name: string, body: string, more = ''): string {
    return this.write(
      name,
      manifestOf(name, `{ name: 'go', ${MEMBERS}, run: async (args, context, signal) => { ${body} }${more} }`),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const MEMBERS = `description: 'A tool.', parameters: { type: 'object', properties: { n: { type: 'integer', default: 1 } } }, sideEffects: 'none'`;

export const manifestOf = (name: string, ...tools: string[]): string =>
  `export const manifest = { name: '${name}', version: '1.2.3', tools: [${tools.join(', ')}] };`;
