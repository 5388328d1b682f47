import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { mutations, type Mutation } from './mutations.js';

const HELP = `npm run simulate:prove [-- --seeds N] [-- words…]

Plants one fault after the other in a copy of the library, and expects the simulation to fail.

  --seeds N   how many seeds it gets to find each; default 50
  words       the faults whose names contain one of them; default all
`;

const { values: given, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '50' }, help: { type: 'boolean', default: false } },
});

const root = fileURLToPath(new URL('../../..', import.meta.url));
const copy = join(root, 'build/mutant');

/** Copies the built library and the simulation to where they are a package of their own. */
function copyPackage(): void {
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
  cpSync(join(root, 'build/spec/simulation'), join(copy, 'simulation'), { recursive: true });
}

/** The mutated file, compiled. */
function compiled({ name, file, changes }: Mutation): string {
  const source = changes.reduce(
    (text, [from, to]) => {
      if (text.split(from).length !== 2)
        throw new Error(`${name}: ${file} does not hold once: ${from}`);
      return text.replace(from, () => to);
    },
    readFileSync(join(root, 'lib', file), 'utf8'),
  );
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileModule(source, { compilerOptions, fileName: file }).outputText;
}

/** What the simulation finds first. */
interface Finding {
  readonly seed: string;
  readonly invariant: string;
  readonly problem: string;
}

/** Plays the simulation in the copy. Returns the first thing it finds. */
function find(): Finding | undefined {
  const script = join(copy, 'simulation/main.js');
  const args = ['--expose-gc', script, '--seeds', given.seeds, '--first'];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status === 0) return undefined;
  const [, seed, invariant, problem] = /^seed (\d+): (.+?): (.*)$/m.exec(stdout) ?? [];
  // Whatever else ended it, it wasn't the simulation that found something.
  if (!seed || !invariant || problem === undefined) throw new Error(stdout + stderr);
  return { seed, invariant, problem };
}

/** What the simulation finds once the copy has this fault. */
function findPlanted(mutation: Mutation): Finding | undefined {
  const target = join(copy, 'dist', mutation.file.replace(/ts$/, 'js'));
  const before = readFileSync(target, 'utf8');
  writeFileSync(target, compiled(mutation));
  const found = find();
  writeFileSync(target, before);
  return found;
}

function main(): void {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const asked = mutations.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  copyPackage();
  const healthy = find();
  if (healthy !== undefined) throw new Error(`it fails without a fault: ${healthy.problem}`);
  const missed: string[] = [];
  print('| planted | found by seed | what did not hold |');
  print('| --- | --- | --- |');
  for (const mutation of asked) {
    const { name } = mutation;
    const found = findPlanted(mutation);
    if (found === undefined) missed.push(name);
    print(`| ${name} | ${found?.seed ?? 'MISSED'} | ${found?.invariant ?? ''} |`);
  }
  print(`\n${asked.length - missed.length} of ${asked.length} found, within ${given.seeds} seeds`);
  process.exitCode = missed.length > 0 ? 1 : 0;
}

if (given.help) process.stdout.write(HELP);
else main();
