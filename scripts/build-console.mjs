/** Bundles the page of src/console/page into dist/console: index.html, and packed assets whose names carry their hash. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = join(ROOT, 'src', 'console', 'page');
const OUT = join(ROOT, 'dist', 'console');

/** Throws where the page does not compile; the old build is gone then, so that it is not served by mistake. */
export async function buildConsole() {
  rmSync(OUT, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [join(PAGE, 'main.tsx'), join(PAGE, 'styles', 'page.css'), join(PAGE, 'icon.svg')],
    outdir: join(OUT, 'assets'),
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    metafile: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  const built = (ending) => {
    const [path] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(ending)) ?? [];
    if (!path) throw new Error(`the build of the console gave no ${ending}`);
    return path.replace('dist/console', '');
  };
  const page = readFileSync(join(PAGE, 'index.html'), 'utf8')
    .replace('%ICON%', built('icon.svg'))
    .replace('%STYLE%', built('page.css'))
    .replace('%SCRIPT%', built('main.tsx'));
  writeFileSync(join(OUT, 'index.html'), page);
  packAll(OUT);
  packAll(join(OUT, 'assets'));
}

function packAll(folder) {
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(folder, entry.name);
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildConsole();
