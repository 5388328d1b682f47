import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programs } from '../programs.js';
import { PROFILE_FOLDER } from '../support/profiled.js';
import { toHtml } from '../support/toHtml.js';
import { toMarkdown } from '../support/toMarkdown.js';
import type { CpuProfile } from './CpuProfile.js';
import { drawFlames } from './drawFlames.js';
import { hottest } from './hottest.js';
import { stacksOf } from './Stack.js';

// Runs a rig or a suite with its own options, and shows where the time of its processes went.
const OUT = 'build/report/profile';
const HELP = `npm run perf:profile -- name [its options]

  name      ${programs.map(({ name }) => name).join('\n            ')}

Runs it with a profiler in each process that is measured, and leaves <load>.cpuprofile, which
Chromium's and VS Code's tools open, and <load>.html, a flame graph, in ${OUT}/<name>.
Times taken meanwhile are not to be trusted.
`;

const [name = '--help', ...words] = process.argv.slice(2);
const program = programs.find((each) => each.name === name);
if (program !== undefined) process.exitCode = await profile(program);
else if (name === '--help' || name === '-h') console.log(HELP);
else {
  console.error(`there is no '${name}' to profile; there are\n\n${HELP}`);
  process.exitCode = 2;
}

async function profile({ group, script }: (typeof programs)[number]): Promise<number> {
  const folder = join(OUT, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const module = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child = spawn(process.execPath, [module, name, ...words], {
    stdio: ['ignore', group === 'rigs' ? 'ignore' : process.stderr, 'inherit'],
    env: { ...process.env, [PROFILE_FOLDER]: folder },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'));
  for (const file of files.sort()) await show(join(folder, file));
  return files.length > 0 ? 0 : (code ?? 1);
}

async function show(file: string): Promise<void> {
  const root = stacksOf(JSON.parse(await readFile(file, 'utf8')) as CpuProfile);
  const title = file.replace(/\.cpuprofile$/, '');
  const page = toHtml({
    title: basename(title),
    lead: 'Outermost functions at the top, what they call below; as wide as the time it took, idle time left out.',
    tables: [hottest(root, 15)],
    pictures: [{ title: 'flames', svgs: [drawFlames(root)] }],
  });
  await writeFile(`${title}.html`, page);
  console.log(`### ${title}.html\n`);
  console.log(toMarkdown({ tables: [hottest(root, 10)], verdicts: [] }));
}
