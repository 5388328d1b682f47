import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What users import: 'ron-kernel', 'ron-kernel/bus', … */
export const entryPoints = Object.keys(manifest.exports).map((name) => join('ron-kernel', name));

/** An empty project with the packed package in it and, beside it, what it declares to need. */
export interface Consumer {
  readonly directory: string;
  readonly tarball: string;
  /** The packed files, from the package's root. */
  readonly files: readonly string[];
  readonly run: (...args: string[]) => string;
}

/** Packs the package and unpacks it into an empty project. Nothing is downloaded. */
export function packedConsumer(): Consumer {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ron-kernel-package-')));
  const run = (command: string, ...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: directory,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };

  const pack = ['pack', root, '--ignore-scripts', '--json', '--pack-destination', directory];
  const [packed] = JSON.parse(run('npm', ...pack)) as [
    { filename: string; files: { path: string }[] },
  ];
  const tarball = join(directory, packed.filename);
  const home = join(directory, 'node_modules/ron-kernel');
  mkdirSync(home, { recursive: true });
  run('tar', '-xzf', tarball, '--strip-components=1', '-C', home);

  const needed = { ...manifest.dependencies, ...manifest.peerDependencies, '@types/node': '' };
  for (const name of Object.keys(needed)) {
    const link = join(directory, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  const files = packed.files.map(({ path }) => path);
  return { directory, tarball, files, run: (...args) => run(process.execPath, ...args) };
}
