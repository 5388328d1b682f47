import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program } from '../kernel/Program.js';

const imports = `
  import { open } from 'node:fs/promises';
  import { interval, map, timer } from 'rxjs';
  import { concatMapBounded, createKernel, ofType, workerService } from 'ron-kernel';
  const idle = { name: 'idle', start: () => interval(1_000_000) };
  const supervisor = { backoffBase: 10, backoffCap: 10, restartCap: 1 };
  const run = async (services, values = {}) => {
    const kernel = await createKernel({ config: { values: { supervisor, ...values } }, services });
    await kernel.start();
    console.log('up');
    return kernel;
  };
`;

describe('a worker', { timeout: 60_000 }, () => {
  it.each([
    [
      'is caught in an endless loop',
      'for (;;);',
      { heartbeatTimeout: 300, stopTimeout: 50 },
      /^no heartbeat for 300 ms$/,
    ],
    [
      'is out of memory',
      'const kept = []; for (;;) kept.push(new Array(10_000).fill({}));',
      { worker: { resourceLimits: { maxOldGenerationSizeMb: 16 } } },
      /reaching memory limit/,
    ],
  ])(
    'that %s is replaced, then quarantined, and the node goes on',
    async (_, code, options, why) => {
      const body = `setTimeout(() => { ${code} }, 20);`;
      const url = `data:text/javascript,${encodeURIComponent(body)}`;
      await using program = new Program(`${imports}
      const bad = workerService({ name: 'bad', url: new URL(${JSON.stringify(url)}), ...${JSON.stringify(options)} });
      await run([idle, bad]);
    `);
      await program.saysNext('up\n');
      await program.saysNext('"event":"service crashed too often","service":"bad"');
      const line = program.output.split('\n').find((each) => each.includes('too often')) ?? '{}';
      expect((JSON.parse(line) as { readonly reason?: string }).reason).toMatch(why);
      program.kill('SIGTERM');
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.output).toContain('"event":"stopped","reason":"SIGTERM"}');
    },
  );
});

describe('an endless loop', { timeout: 60_000 }, () => {
  it('of services that answer each other leaves room for a signal', async () => {
    await using program = new Program(`${imports}
      const echo = (name, hears) => ({ name, start: ({ bus }) =>
        bus.pipe(ofType(hears), map(() => ({ type: name }))) });
      const kernel = await run([echo('ping', 'pong'), echo('pong', 'ping')]);
      kernel.bus.publish({ type: 'ping' });
      console.log('off');
    `);
    await program.saysNext('off\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('"event":"stopped","reason":"SIGTERM"}');
  });

  it.each([
    [
      'a subscriber',
      `kernel.bus.pipe(ofType('go')).subscribe(() => { console.log('stuck'); for (;;); });`,
    ],
    [
      'a service',
      `kernel.supervisor.startChild({ name: 'stuck', start: () => { console.log('stuck'); for (;;); } });`,
    ],
  ])(
    'in %s is seen by the watchdog and in the log, and costs no line whose write was acknowledged',
    async (_, loop) => {
      const folder = await mkdtemp(join(tmpdir(), 'loops-'));
      const file = join(folder, 'audit');
      await using program = new Program(`${imports}
      const audit = { name: 'audit', start: async ({ bus, ready }) => {
        const handle = await open('${file}', 'a');
        ready();
        await bus.pipe(ofType('line'), concatMapBounded(async ({ n }) => {
          await handle.appendFile(n + '\\n');
          console.log('acknowledged ' + n + '.');
          if (n === 5) setTimeout(() => { ${loop} kernel.bus.publish({ type: 'go' }); });
        }, { name: 'audit' })).forEach(() => {});
      } };
      const lines = { name: 'lines', start: () => interval(1).pipe(map((n) => ({ type: 'line', n }))) };
      const observability = { watchdogAddress: '127.0.0.1:0', stallThreshold: 1_000 };
      const kernel = await run([audit, lines], { observability });
    `);
      await program.saysNext('stuck\n');
      const [, address = ''] = /"address":"(http:[^"]+)"/.exec(program.output) ?? [];
      const healthy = async () => (await fetch(`${address}/healthz`)).status;
      await expect.poll(healthy, { timeout: 30_000 }).toBe(503);
      await program.says('"level":"error","event":"event loop stands still","stalledFor":');
      program.kill('SIGKILL');
      expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' });
      const acknowledged = [...program.output.matchAll(/acknowledged (\d+)\./g)].map(([, n]) => n);
      expect(acknowledged.length).toBeGreaterThanOrEqual(6);
      const written = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
      expect(written.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(program.left()).toEqual([]);
      await rm(folder, { recursive: true });
    },
  );
});
