import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';
import { DemoProcess } from '../playground/DemoProcess.js';
import { acknowledged, auditLines, DemoFolder } from './demoFolder.js';
import { SmallDisk } from './tmpfs.js';

const PATIENCE = { timeout: 60_000, interval: 20 };

using probe = new SmallDisk(4, 0);
const skipped = probe.refused !== '';
if (skipped) process.stdout.write(`a full disk: skipped, none can be made: ${probe.refused}\n`);

describe.skipIf(skipped)('a full disk', { timeout: 120_000 }, () => {
  it('costs audit what it cannot write, and nothing of what it wrote', async () => {
    using disk = new SmallDisk(96, 64);
    await using folder = await DemoFolder.make();
    const file = join(disk.path, 'audit');
    await using demo = new DemoProcess([
      `--config=${folder.config}`,
      `--audit.file=${file}`,
      '--audit.capacity=10000',
      '--audit.delay=0ms',
      '--statsd.address=127.0.0.1:0',
      '--log.format=json',
      '--supervisor.backoffBase=10ms',
      '--supervisor.backoffCap=20ms',
      '--supervisor.restartCap=10000',
    ]);
    const [port = ''] = await demo.printed(/\/dev\/udp\/127\.0\.0\.1\/(\d+)/);
    const socket = createSocket('udp4');
    const burst = Array.from({ length: 40 }, (_, index) => `load:${index}|ms`).join('\n');
    const full = demo.printed(/"event":"service crashed","service":"audit","reason":"ENOSPC/);
    const flood = setInterval(() => socket.send(burst, Number(port)), 10);
    await full;
    clearInterval(flood);

    disk.free();
    const end = (): boolean => {
      socket.send('after:1|c', Number(port));
      return readFileSync(file, 'utf8').includes('"name":"after"');
    };
    await expect.poll(end, PATIENCE).toBe(true);
    socket.close();
    const { code, stdout, stderr } = await demo.kill('SIGTERM');
    expect([code, stderr]).toEqual([0, '']);
    const { whole, torn } = await auditLines(file);
    expect(whole.length).toBeGreaterThanOrEqual(acknowledged(stdout));
    expect(acknowledged(stdout)).toBeGreaterThan(0);
    // A write that failed may have left part of a line, but spoils no other.
    for (const part of torn) expect(part.indexOf('{"type"', 1)).toBe(-1);
    expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
  });

  it('costs the log lines that are counted, and then goes on', async () => {
    using disk = new SmallDisk(32, 16);
    const log = join(disk.path, 'log');
    await using program = new Program(
      `
      import { interval, map } from 'rxjs';
      import { createKernel } from 'ron-kernel';
      const chatty = { name: 'chatty', start: ({ logger }) =>
        interval(5).pipe(map((n) => void logger.info('tick', { n, text: '.'.repeat(500) }))) };
      const values = { observability: { enabled: true } };
      const kernel = await createKernel({ config: { values }, services: [chatty] });
      await kernel.start();
      setInterval(async () => {
        const { body } = await kernel.metrics.render();
        console.error(/^log_lines_dropped_total .*$/m.exec(body)[0]);
      }, 20).unref();
    `,
      { through: ['sh', '-c', 'exec "$0" "$@" > "$LOG"'], env: { LOG: log } },
    );
    await expect.poll(() => program.output, PATIENCE).toMatch(/log_lines_dropped_total [1-9]/);
    disk.free();
    await expect
      .poll(() => readFileSync(log, 'utf8'), PATIENCE)
      .toMatch(/"event":"log lines dropped","dropped":[1-9].*\n.*"event":"tick"/);
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    const lines = readFileSync(log, 'utf8').split('\n');
    const broken = lines.filter((line) => line !== '' && !/^\{.*\}$/.test(line));
    expect(broken.length).toBeLessThanOrEqual(1); // the one that there was no room for the end of
    expect(program.left()).toEqual([]);
  });
});
