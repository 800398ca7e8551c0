/**
 * Bundles dist/src/main.js and the packages it always loads into dist/server: one file instead of three thousand, which
 * halves the time to the first request; a script, as V8 keeps no compiled code of modules (scripts/compile-server.mjs). What is native, starts threads of its own or is loaded when it is needed stays a
 * package in node_modules. Everything else of dist/src (command line, workers) runs as it was compiled.
 */
import { copyFileSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { withNaturalNames } from './natural-names.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCES = join(ROOT, 'dist', 'src');
const OUT = join(ROOT, 'dist', 'server');
/** Where they really are: the folder may be a link. */
const PACKAGES = realpathSync(join(ROOT, 'node_modules')) + sep;

/**
 * Plain JavaScript in many files, loaded at each start. Not among them: reflect-metadata, which must be there before
 * anything else.
 */
const BUNDLED = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/jwt',
  '@nestjs/platform-express',
  '@nestjs/swagger',
  'ajv',
  'class-transformer',
  'class-validator',
  'express',
  'file-type',
  'helmet',
  'multer',
  'prom-client',
  'rxjs',
  'typeorm',
  'undici',
  'zod',
];

/** Throws where something cannot be resolved, or would be there twice; the old bundle is gone then. */
export async function buildServer() {
  rmSync(OUT, { recursive: true, force: true });
  const kept = keptPackages();
  const { metafile } = await build({
    entryPoints: [join(SOURCES, 'main.js')],
    outfile: join(OUT, 'bundle.js'),
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // `require` loads ES modules too. V8 forgets, in code it has kept, who calls import().
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importMetaUrl' },
    minifyWhitespace: true,
    // Injection, logs and errors go by the names of classes.
    keepNames: true,
    sourcemap: 'external',
    sourcesContent: false,
    banner: { js: '(function (require, module, exports, importMetaUrl) {' },
    footer: { js: '})' },
    metafile: true,
    plugins: [whatStaysPackage(kept), whereItWas()],
    // The compiler names an enum twice where a decorator does too.
    logOverride: { 'duplicate-object-key': 'silent' },
    logLevel: 'warning',
  });
  const inputs = Object.keys(metafile.inputs).map((path) => join(ROOT, path));
  const twice = kept.filter(({ folder }) => inputs.some((path) => path.startsWith(folder)));
  if (twice.length) throw new Error(`in the bundle and outside of it: ${twice.map(({ name }) => name).join(', ')}`);
  const bundle = join(OUT, 'bundle.js');
  writeFileSync(bundle, withNaturalNames(readFileSync(bundle, 'utf8')));
  copyFileSync(join(ROOT, 'scripts', 'load-server.cjs'), join(OUT, 'server.cjs'));
  writeFileSync(join(OUT, 'main.js'), "import './server.cjs';\n");
}

/** Own dependencies that are not in the list. */
function keptPackages() {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const names = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name));
  return names.map((name) => ({ name, folder: join(PACKAGES, name) + sep }));
}

/** What is kept, and what is not installed (frameworks probe for optional packages). */
function whatStaysPackage(kept) {
  return {
    name: 'what-stays-package',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, kind, importer, resolveDir }) => {
        if (pluginData === 'asked' || path.startsWith('node:')) return undefined;
        const found = await resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
        const stays = found.errors.length > 0 || kept.some(({ folder }) => found.path.startsWith(folder));
        return stays ? { path, external: true } : found;
      });
    },
  };
}

/** Files find their workers and pages from where they are: from dist/src, not from the bundle. Packages have no map. */
function whereItWas() {
  return {
    name: 'where-it-was',
    setup({ onLoad }) {
      onLoad({ filter: /\.m?js$/ }, ({ path }) => {
        const contents = readFileSync(path, 'utf8');
        if (path.startsWith(PACKAGES)) return { contents: contents + mapToFile(path), loader: 'js' };
        if (!path.startsWith(SOURCES + sep)) return undefined;
        const from = relative(OUT, path).split(sep).join('/');
        return {
          contents: contents.replaceAll('import.meta.url', `new URL(${JSON.stringify(from)}, import.meta.url).href`),
          loader: 'js',
        };
      });
    },
  };
}

/** Line by line, packages would be four fifths of the map, and it is read at each start: a frame names their file only. */
function mapToFile(path) {
  const map = JSON.stringify({ version: 3, sources: [basename(path)], mappings: 'AAAA' });
  return `\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildServer();
