import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Not what Node has built in, nor what it was told on its command line. */
const FILE = /^file:.*\.[cm]?js$/;

/** How many files' code a program has run when it ends, by V8's account of coverage. */
export async function filesLoaded(words: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'coverage-'));
  try {
    const env = { ...process.env, NODE_V8_COVERAGE: folder };
    await promisify(execFile)(process.execPath, [...words], { env });
    const reports = await readdir(folder); // one per thread
    const urls = await Promise.all(reports.map((name) => scriptsIn(join(folder, name))));
    return new Set(urls.flat().filter((url) => FILE.test(url))).size;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function scriptsIn(file: string): Promise<readonly string[]> {
  const { result } = JSON.parse(await readFile(file, 'utf8')) as {
    result: readonly { url: string }[];
  };
  return result.map(({ url }) => url);
}
