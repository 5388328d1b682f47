import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's librust-…-dev packages put crates here. */
const CRATES = '/usr/share/cargo/registry';

/** What a program in another language printed, line by line as JSON, or why it didn't run. */
export type Printed = { readonly lines: readonly unknown[] } | { readonly skipped: string };

const parsed = (text: string): Printed => ({
  lines: text
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line)),
});

/** Does `work` in a copy of `source`, which it may fill with what compilers leave behind. */
async function inCopy(
  source: string,
  work: (folder: string) => Promise<Printed>,
): Promise<Printed> {
  const folder = await mkdtemp(join(tmpdir(), 'peers-'));
  try {
    await cp(source, folder, { recursive: true });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function has(command: string, ...args: readonly string[]): Promise<boolean> {
  return await run(command, args).then(
    () => true,
    () => false,
  );
}

/** What tokio's broadcast takes per delivery. */
export async function tokioBroadcast(): Promise<Printed> {
  if (!(await has('cargo', '--version'))) return { skipped: 'there is no cargo' };
  const crates = await stat(CRATES).catch(() => undefined);
  if (crates === undefined) return { skipped: `there is no ${CRATES}: install librust-tokio-dev` };
  return await inCopy(join('perf', 'peers', 'tokio'), async (folder) => {
    const source = [
      'source.crates-io.replace-with="debian"',
      `source.debian.directory="${CRATES}"`,
    ];
    const config = source.flatMap((line) => ['--config', line]);
    await run('cargo', ['build', '--release', '--offline', ...config], { cwd: folder });
    return parsed((await run(join(folder, 'target', 'release', 'broadcast'))).stdout);
  });
}

/** How long OTP's supervisor takes to restart a child. */
export async function otpSupervisor(): Promise<Printed> {
  if (!(await has('erl', '-noshell', '-eval', 'halt().'))) {
    return { skipped: 'there is no erl: install erlang-base' };
  }
  return await inCopy(join('perf', 'peers', 'otp'), async (folder) => {
    await run('erlc', ['restart.erl'], { cwd: folder });
    const erl = await run('erl', ['-noshell', '-s', 'restart', 'main'], { cwd: folder });
    return parsed(erl.stdout);
  });
}
