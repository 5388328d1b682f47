import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What a command took. */
export interface Timed {
  /** Seconds by the clock, of each run. */
  readonly times: readonly number[];
  /** Seconds of processor time, the system's included: the mean of all runs. Not everyone can tell. */
  readonly processor?: number;
}

/** Times commands, each a list of Node's arguments. */
export interface Stopwatch {
  readonly name: string;
  readonly time: (
    commands: readonly (readonly string[])[],
    runs: number,
  ) => Promise<readonly Timed[]>;
}

const run = promisify(execFile);

/** [hyperfine](https://github.com/sharkdp/hyperfine), if it is installed. */
export async function hyperfine(): Promise<Stopwatch | undefined> {
  const version = await run('hyperfine', ['--version']).catch(() => undefined);
  if (version === undefined) return undefined;
  return {
    name: version.stdout.trim(),
    time: async (commands, runs) => {
      const quoted = commands.map((words) => [process.execPath, ...words].map(quote).join(' '));
      const folder = await mkdtemp(join(tmpdir(), 'hyperfine-'));
      try {
        const file = join(folder, 'times.json');
        // Without a shell; a command that fails fails it all.
        const options = ['--shell=none', `--runs=${runs}`, '--style=none', '--export-json', file];
        await run('hyperfine', [...options, ...quoted]);
        return timesIn(await readFile(file, 'utf8'));
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** What each command took, by what hyperfine exports. */
export function timesIn(json: string): readonly Timed[] {
  const { results } = JSON.parse(json) as {
    results: readonly { times: readonly number[]; user: number; system: number }[];
  };
  return results.map(({ times, user, system }) => ({ times, processor: user + system }));
}

/** A word as a POSIX shell writes it, which hyperfine reads. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Our own: from before a process is spawned until its exit is known. */
export const ownStopwatch: Stopwatch = {
  name: 'own timing',
  time: async (commands, runs) => {
    const times: number[][] = commands.map(() => []);
    for (let n = 0; n < runs; n++) {
      for (const [index, words] of commands.entries()) {
        const began = performance.now();
        const child = spawn(process.execPath, words, { stdio: 'ignore' });
        const [code] = (await once(child, 'exit')) as [number | null];
        times[index]?.push((performance.now() - began) / 1e3);
        if (code !== 0) throw new Error(`node ${words.join(' ')}: exited with ${String(code)}`);
      }
    }
    return times.map((each) => ({ times: each }));
  },
};
