/*
 * What the pages show besides TypeScript, which spec/docs/snippets.spec.ts runs: shell commands parse and name
 * scripts that exist, config files are valid, YAML and JSON parse, queries are PromQL.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { selectorsIn } from '../playground/monitoring/selectorsIn.js';
import { pages, read, root } from './pages.js';
import { readPage } from './readPage.js';

const folder = mkdtempSync(join(tmpdir(), 'ron-kernel-fences-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const BUILT_IN = ['ci', 'init', 'install', 'pkg', 'start', 'test', 'audit', 'pack'];

let files = 0;
/** Has the demo check a config file, as its README says to. */
async function checkConfig(text: string): Promise<void> {
  const file = join(folder, `${++files}.toml`);
  writeFileSync(file, text);
  const demo = join(root, 'build/playground/main.js');
  await promisify(execFile)(process.execPath, [demo, '--check-config', '--config', file]);
}

function checkShell(code: string): void {
  execFileSync('bash', ['-n'], { input: code, stdio: ['pipe', 'ignore', 'pipe'] });
  for (const [, verb = '', script = ''] of code.matchAll(/\bnpm (\w+) ?([\w:-]*)/g)) {
    if (verb === 'run' ? !(script in scripts) : !BUILT_IN.includes(verb)) {
      throw new Error(`there is no npm ${verb} ${script}`);
    }
  }
}

async function checkYaml(code: string): Promise<void> {
  for (const document of parseAllDocuments(code)) {
    expect(document.errors).toEqual([]);
    // A ConfigMap's files are a node's config.
    const { kind, data = {} } = Object(document.toJS()) as { kind?: string; data?: object };
    if (kind !== 'ConfigMap') continue;
    for (const text of Object.values(data)) await checkConfig(String(text));
  }
}

/** What is done about each language; TypeScript is run elsewhere, and for some nothing can be done. */
const checks: Readonly<Record<string, (code: string) => unknown>> = {
  ts: () => undefined,
  ini: () => undefined,
  sh: checkShell,
  bash: checkShell,
  yaml: checkYaml,
  toml: checkConfig,
  json: (code) => void JSON.parse(code),
  promql: selectorsIn,
};

describe('what the pages show', () => {
  const fences = pages.flatMap((file) =>
    readPage(read(file)).fences.map((fence) => ({ ...fence, file })),
  );

  it.each(fences.filter(({ language }) => language !== 'ts'))(
    '$file:$line, $language',
    async ({ language, code }) => {
      const check = checks[language];
      if (!check)
        throw new Error(`say what a \`\`\`${language} block is checked with, in fences.spec.ts`);
      await check(code);
    },
  );

  it.each([
    ['sh', 'if true; then'],
    ['sh', 'npm run nothing'],
    ['yaml', 'a: [1'],
    ['yaml', 'kind: ConfigMap\ndata: { a.toml: "log.levle = 1" }'],
    ['toml', '[log]\nlevel = "loud"'],
    ['json', '{'],
    ['promql', 'rate('],
  ])('would be found out with broken %s: %s', async (language, code) => {
    await expect(Promise.resolve().then(() => checks[language]?.(code))).rejects.toThrow();
  });

  it.each(pages)('%s names npm scripts that exist', (file) => {
    const named = Array.from(
      read(file).matchAll(/npm run ([a-z][\w:-]*)/g),
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
