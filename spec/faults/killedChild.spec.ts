import { describe, expect, it } from 'vitest';
import { isRunning } from '../isRunning.js';
import { Program } from '../kernel/Program.js';

const linux = process.platform === 'linux';

describe.skipIf(!linux)('a child process that is killed', { timeout: 60_000 }, () => {
  it('has one successor at a time, also when that is killed before it is ready', async () => {
    await using program = new Program(`
      import { createKernel, processService } from 'ron-kernel';
      const code = 'console.log("began", process.pid); setTimeout(() => console.log("ready"), 20); setInterval(() => {}, 1_000)';
      const child = processService({ name: 'child', command: process.execPath, args: ['-e', code], readyWhen: /^ready$/ });
      const values = { supervisor: { backoffBase: 10, backoffCap: 20, restartCap: 10_000 } };
      const kernel = await createKernel({ config: { values }, services: [child] });
      await kernel.start();
    `);
    await program.saysNext('"event":"ready"}\n');
    const pid = (): number => Number(/.*"event":"began (\d+)"/s.exec(program.output)?.[1]);
    const killed = [];
    for (let round = 0; round < 4; round++) {
      process.kill(pid(), 'SIGKILL');
      killed.push(pid());
      await program.saysNext('"event":"began '); // it is starting: every other time it gets no further
      if (round % 2 === 0) await program.saysNext('"event":"ready","service"');
      expect(killed.filter(isRunning)).toEqual([]);
    }
    await program.saysNext('"event":"ready"}\n');
    expect(program.output).toContain('"reason":"the process was ended by SIGKILL"');
    expect(program.left()).toHaveLength(2);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.left()).toEqual([]);
  });
});
