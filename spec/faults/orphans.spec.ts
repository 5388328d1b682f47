import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';

const linux = process.platform === 'linux';

/** A node whose child processes, and what these start, end for nothing less than SIGKILL. */
const node = (code: string): string => `
  import { createKernel, processService } from 'ron-kernel';
  const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000);";
  const parent = \`require('node:child_process').spawn(process.execPath, ['-e', \${JSON.stringify(deaf + "console.log('deaf')")}], { stdio: 'inherit' }); \${deaf}\`;
  const child = (name) => processService({ name, command: process.execPath, args: ['-e', parent], readyWhen: /^deaf$/ });
  const values = { supervisor: { stopTimeout: '1h' }, shutdown: { deadline: '1h' } };
  const options = { config: { values }, services: ['one', 'two'].map(child) };
  ${code}
  console.log('up');
`;

describe.skipIf(!linux)(
  'a process that ends before its child processes',
  { timeout: 60_000 },
  () => {
    it('for a second signal leaves none of them', async () => {
      await using program = new Program(
        node('const kernel = await createKernel(options); await kernel.start();'),
      );
      await program.says('up\n');
      expect(program.left()).toHaveLength(5);
      program.kill('SIGTERM');
      await program.says('"event":"stopping"');
      program.kill('SIGTERM');
      expect(await program.ended).toEqual({ code: 1, signal: null });
      await expect.poll(() => program.left(), { timeout: 30_000 }).toEqual([]);
    });

    it.each([
      ['for process.exit()', 'process.exit(3);', 3],
      ['for an error that nobody catches', `setTimeout(() => { throw new Error('boom'); });`, 1],
    ])('%s leaves none of them', async (_, end, code) => {
      await using program = new Program(
        node(`
        const kernel = await createKernel({ ...options, uncaught: false });
        await kernel.start();
        process.on('exit', () => console.log('exits'));
        ${end}
      `),
      );
      expect(await program.ended).toEqual({ code, signal: null });
      expect(program.output).toContain('exits\n');
      await expect.poll(() => program.left(), { timeout: 30_000 }).toEqual([]);
    });
  },
);

describe('a process whose child processes have ended', { timeout: 60_000 }, () => {
  it('listens for its own end no more', async () => {
    await using program = new Program(`
      import { processService, Supervisor } from 'ron-kernel';
      const before = process.listenerCount('exit');
      const args = ['-e', 'setInterval(() => {}, 1_000)'];
      const names = Array.from({ length: 12 }, (_, index) => 'child' + index);
      const child = (name) => processService({ name, command: process.execPath, args });
      const supervisor = new Supervisor({ children: names.map(child) });
      await supervisor.start();
      console.log('listeners', process.listenerCount('exit') - before);
      await supervisor.stop();
      console.log('listeners', process.listenerCount('exit') - before);
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output.match(/listeners \d/g)).toEqual(['listeners 1', 'listeners 0']);
    expect(program.output).not.toContain('MaxListenersExceeded');
  });
});
