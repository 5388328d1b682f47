import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { plant } from './support/plant.js';
import { regressions, type Regression } from './support/regressions.js';

const HELP = `npm run perf:induce [number…] [-- --keep]

Plants regressions in a copy of the code, one at a time, and fails unless the gate notices each.

${regressions.map(({ name, gate }, index) => `  ${index + 1}       ${name}: ${gate}`).join('\n')}
  --keep  leaves the copies where they are, and says where that is
`;

const COPIED = ['lib', 'perf', 'playground', 'dist', 'build/perf', 'package.json', 'tsconfig.json'];

/** Runs a command in `folder`, its output on ours. Resolves to its exit code. */
function run(folder: string, command: string, args: readonly string[]): Promise<number | null> {
  return new Promise((done, reject) => {
    spawn(command, args, { cwd: folder, stdio: 'inherit' }).on('error', reject).on('close', done);
  });
}

/** Whether the gate fails on a copy of the code with `regression` in it. */
async function isNoticed(regression: Regression, keep: boolean): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'regression-'));
  try {
    for (const path of COPIED) await cp(path, join(folder, path), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    const file = join(folder, regression.file);
    await writeFile(file, plant(regression, await readFile(file, 'utf8')));
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    if ((await run(folder, process.execPath, [tsc, '-b', 'lib'])) !== 0) {
      throw new Error(`${regression.name} does not compile`);
    }
    const gate = join('build', 'perf', 'gates', 'main.js');
    const code = await run(folder, process.execPath, [gate, regression.gate]);
    if (code !== 0 && code !== 1) throw new Error(`the gate ended with ${String(code)}`);
    return code === 1;
  } finally {
    if (keep) console.log(`kept in ${folder}\n`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const chosen = positionals.map((number) => {
    const regression = regressions[Number(number) - 1];
    if (regression === undefined) throw new Error(`there is no regression '${number}'`);
    return regression;
  });
  const outcomes: string[] = [];
  for (const regression of positionals.length > 0 ? chosen : regressions) {
    console.log(`## ${regression.name}\n`);
    const noticed = await isNoticed(regression, values.keep);
    if (!noticed) process.exitCode = 1;
    outcomes.push(`${noticed ? 'noticed' : 'MISSED '}  ${regression.name}: ${regression.gate}`);
  }
  console.log(outcomes.join('\n'));
}

await main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 2;
});
