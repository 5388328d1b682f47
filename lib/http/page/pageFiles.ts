import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Answer } from '../Answer.js';

/** Scripts and styles from this server alone, none of them inline; nothing else, and in no frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

const MODULES = [
  'charts',
  'config',
  'connection',
  'dom',
  'format',
  'header',
  'main',
  'services',
  'subscribers',
  'tail',
];

// Markup and style are served as they are written, modules as they are compiled. Sources and
// compiled files are both in the package, equally deep, so this holds from either.
const written = new URL('../../../lib/http/page/client/', import.meta.url);
const compiled = new URL('../../../dist/http/page/client/', import.meta.url);

/** All that the page consists of, by path. */
export async function pageFiles(): Promise<ReadonlyMap<string, Answer>> {
  const { resolve } = createRequire(import.meta.url);
  const uplot = pathToFileURL(`${dirname(resolve('uplot'))}/`);
  const files: readonly (readonly [path: string, file: URL])[] = [
    ['/', new URL('page.html', written)],
    ['/page/page.css', new URL('page.css', written)],
    ['/page/uPlot.css', new URL('uPlot.min.css', uplot)],
    ['/page/uPlot.js', new URL('uPlot.iife.min.js', uplot)],
    ...MODULES.map((name) => [`/page/${name}.js`, new URL(`${name}.js`, compiled)] as const),
  ];
  return new Map(
    await Promise.all(files.map(async ([path, file]) => [path, await answerOf(file)] as const)),
  );
}

async function answerOf(file: URL): Promise<Answer> {
  const path = fileURLToPath(file);
  const contentType = TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? '';
  return { status: 200, contentType, body: await readFile(path, 'utf8'), headers: HEADERS };
}
