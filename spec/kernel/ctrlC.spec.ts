import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const library = new URL('../../dist/index.js', import.meta.url).href;

/** A program whose kernel is stopping for as long as the key press may bring more; \`again\` is what it does on SIGINT. */
const programThat = (again: string): string => `
  import { createKernel } from '${library}';
  process.once('SIGINT', () => { ${again} });
  const kernel = await createKernel({
    services: [{ name: 'slow', start: ({ signal }) => new Promise((resolve) => {
      signal.addEventListener('abort', () => setTimeout(resolve, 500));
    }) }],
  });
  await kernel.start();
  console.log('up');
`;

/** util-linux's script runs a command on a terminal of its own and types into it what it reads. */
const terminal = spawnSync('script', ['--version']);
const hasTerminal = !terminal.error && terminal.stdout.includes('util-linux');
const required = process.env['RON_REQUIRE_TERMINAL'] === '1';
if (!hasTerminal) process.stdout.write("one Ctrl-C: there is no util-linux 'script' here\n");

/**
 * Runs `command` in a project of its own, on a terminal, and presses Ctrl-C once it is up. The shell that
 * `script` asks is $SHELL, which may wait and then answer for itself: `exec` takes it out of the way.
 */
async function pressCtrlC(
  command: string,
  { start = '', again = '' },
): Promise<{ output: string; code: unknown }> {
  const folder = await mkdtemp(join(tmpdir(), 'ctrl-c-'));
  try {
    await writeFile(join(folder, 'program.mjs'), programThat(again));
    await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { start } }));
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      cwd: folder,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const wasUp = output.includes('up\r\n');
      output += text;
      if (!wasUp && output.includes('up\r\n')) child.stdin.write('\x03');
    });
    const [code] = (await once(child, 'close')) as [unknown];
    return { output, code };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe.skipIf(!hasTerminal && !required)('one Ctrl-C', () => {
  it('is an orderly stop when it is delivered twice', async () => {
    const again = "process.kill(process.pid, 'SIGINT');";
    const { output, code } = await pressCtrlC('exec node program.mjs', { again });
    expect(output).toMatch(/"event":"stopped","reason":"SIGINT"/);
    expect(code).toBe(0);
  });

  it('is an orderly stop under npm start, where the shell hands over to node', async () => {
    const { output, code } = await pressCtrlC('exec npm start', { start: 'exec node program.mjs' });
    expect(output).toMatch(/"event":"stopped","reason":"SIGINT"/);
    expect(code).toBe(0);
  });

  it('is an orderly stop under npm start, where the shell stays in between', async () => {
    const { output } = await pressCtrlC('exec npm start', { start: 'node program.mjs; true' });
    expect(output).toMatch(/"event":"stopped","reason":"SIGINT"/);
  });

  it('can be followed by another that ends the process at once', async () => {
    const again =
      "setTimeout(() => process.kill(process.pid, 'SIGINT'), 300); setTimeout = () => {};";
    const { output, code } = await pressCtrlC('exec node program.mjs', { again });
    expect(output).not.toMatch(/"event":"stopped"/);
    expect(code).toBe(1);
  });
});
