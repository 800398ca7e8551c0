/** Which kind of plain text this is. Its name tells apart what looks alike; what does not fit its name is plain text. Pure. */
import { looksLikeTable } from './records/delimiter.js';

export interface TextFormat {
  kind: 'markdown' | 'plain' | 'code' | 'csv' | 'json';
  mime: string;
}

const CODE_EXTENSIONS: Readonly<Record<string, string>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  pyi: 'python',
  go: 'go',
  rs: 'rust',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  scala: 'scala',
  swift: 'swift',
  cs: 'csharp',
  c: 'c',
  h: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cxx: 'cpp',
  hpp: 'cpp',
  m: 'objective-c',
  rb: 'ruby',
  php: 'php',
  lua: 'lua',
  pl: 'perl',
  r: 'r',
  jl: 'julia',
  ex: 'elixir',
  exs: 'elixir',
  dart: 'dart',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  ps1: 'powershell',
  sql: 'sql',
  vue: 'vue',
  svelte: 'svelte',
  css: 'css',
  scss: 'css',
  less: 'css',
  yaml: 'yaml',
  yml: 'yaml',
  toml: 'toml',
  ini: 'ini',
  tf: 'terraform',
  proto: 'protobuf',
  graphql: 'graphql',
  gradle: 'groovy',
  groovy: 'groovy',
  zig: 'zig',
  hs: 'haskell',
  clj: 'clojure',
};
const CODE_NAMES: Readonly<Record<string, string>> = { dockerfile: 'docker', makefile: 'make' };
const MARKDOWN = new Set(['md', 'markdown', 'mdown']);

export function textFormatOf(name: string, text: string): TextFormat {
  const extension = /\.([a-z0-9]{1,12})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (MARKDOWN.has(extension)) return { kind: 'markdown', mime: 'text/markdown' };
  const language = CODE_EXTENSIONS[extension] ?? CODE_NAMES[name.toLowerCase()];
  if (language !== undefined) return { kind: 'code', mime: `text/x-${language}` };
  if (extension === 'csv' && looksLikeTable(text)) return { kind: 'csv', mime: 'text/csv' };
  if (extension === 'tsv' && looksLikeTable(text)) return { kind: 'csv', mime: 'text/tab-separated-values' };
  if (/^\s*[[{]/.test(text)) return { kind: 'json', mime: 'application/json' };
  return { kind: 'plain', mime: 'text/plain' };
}
