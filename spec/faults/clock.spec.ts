import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DemoProcess } from '../playground/DemoProcess.js';
import { auditLines, DemoFolder } from './demoFolder.js';

/** What Debian's faketime has a program load to be told another time. */
const library = spawnSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], {
  encoding: 'utf8',
});
const skipped = library.error !== undefined;
if (skipped)
  process.stdout.write("a clock that is set back: skipped, there is no 'faketime' here\n");
const required = process.env['RON_REQUIRE_FAKETIME'] === '1';

const HOUR = 3_600_000;

describe.skipIf(skipped && !required)('a clock that is set back', { timeout: 120_000 }, () => {
  it('changes what lines are dated, and nothing of what happens when', async () => {
    expect(library.error).toBeUndefined();
    await using folder = await DemoFolder.make();
    const clock = join(folder.path, 'clock');
    writeFileSync(clock, '+0');
    const file = join(folder.path, 'audit');
    await using demo = new DemoProcess(
      [
        `--config=${folder.config}`,
        `--audit.file=${file}`,
        '--audit.delay=10ms',
        '--host.interval=20ms',
        '--rollup.window=100ms',
        '--statsd.address=127.0.0.1:0',
        '--observability.enabled=true',
        '--observability.address=127.0.0.1:0',
        '--log.format=json',
        '--supervisor.backoffBase=10ms',
        '--supervisor.restartCap=1000',
      ],
      {
        env: {
          PATH: process.env['PATH'],
          LD_PRELOAD: library.stdout.trim(),
          FAKETIME_TIMESTAMP_FILE: clock,
          FAKETIME_NO_CACHE: '1',
          FAKETIME_DONT_FAKE_MONOTONIC: '1', // that clock isn't set back on a real machine either
        },
      },
    );
    const [url = ''] = await demo.printed(/curl (http:\S+)\/readyz/);
    const written = () => readFileSync(file, 'utf8');
    const samples = () =>
      [...written().matchAll(/"type":"host\.sample","at":(\d+)/g)].map(([, at]) => Number(at));
    const windows = () => written().split('"type":"rollup.window"').length;
    await expect.poll(() => samples().length, { timeout: 30_000 }).toBeGreaterThan(3);

    writeFileSync(clock, '-1h');
    const before = windows();
    await expect.poll(windows, { timeout: 30_000 }).toBeGreaterThan(before + 5);
    await folder.crash('statsd');
    await demo.printed(/"event":"service crashed","service":"statsd"/);
    await folder.crash('');
    await demo.printed(/"event":"config updated","version":3/);
    await expect
      .poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 30_000 })
      .toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    for (const name of ['service_restart', 'config_swap']) {
      const seconds = Number(new RegExp(`^${name}_seconds_sum (.*)$`, 'm').exec(metrics)?.[1]);
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(HOUR / 2_000);
    }

    const { code, stdout, stderr } = await demo.kill('SIGTERM');
    expect([code, stderr]).toEqual([0, '']);
    const dates = [...stdout.matchAll(/"ts":"([^"]+)"/g)].map(([, date = '']) => Date.parse(date));
    expect((dates[0] ?? 0) - (dates.at(-1) ?? 0)).toBeGreaterThan(HOUR / 2);
    expect(stdout).toContain('"event":"stopped","reason":"SIGTERM"}');
    expect((await auditLines(file)).torn).toEqual([]);
    const taken = samples();
    expect(taken.filter((at, index) => at < (taken[index - 1] ?? at))).toHaveLength(1);
  });
});
