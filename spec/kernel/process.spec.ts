import { describe, expect, it } from 'vitest';
import { Program } from './Program.js';

const imports = `
  import { interval, map, NEVER, throwError, timer } from 'rxjs';
  import { createKernel } from 'ron-kernel';
  const idle = { name: 'idle', start: () => NEVER };
  const ticker = { name: 'ticker', start: () => interval(1).pipe(map((n) => ({ type: 'tick', n }))) };
  const stuck = { name: 'stuck', start: () => new Promise(() => setInterval(() => {}, 1_000)) };
`;

describe('a process with a kernel', () => {
  it.each([
    ['a server', { enabled: true }],
    ['a page and a watchdog', { enabled: true, page: true, watchdogAddress: '127.0.0.1:0' }],
  ])(
    'ends by itself after stop, with %s: no timer, socket, thread or signal handler is left',
    async (_, observability) => {
      const program = new Program(`${imports}
      import { workerService } from 'ron-kernel';
      const signals = () => ['SIGTERM', 'SIGINT', 'SIGHUP'].map((name) => process.listenerCount(name));
      console.log('begins'); // which opens what it writes to
      const before = process.getActiveResourcesInfo();
      const thread = 'import { parentPort } from "node:worker_threads"; parentPort.on("message", () => {})';
      const url = new URL('data:text/javascript,' + encodeURIComponent(thread));
      const kernel = await createKernel({
        config: {
          values: { observability: ${JSON.stringify(observability)}, recorder: { enabled: true } },
        },
        services: [
          idle,
          ticker,
          workerService({ name: 'thread', url }),
        ],
      });
      await kernel.start();
      console.log('listeners', ...signals());
      await fetch('http://' + kernel.address + '/metrics', { headers: { Connection: 'close' } });
      await kernel.stop();
      console.log('listeners', ...signals());
      process.on('beforeExit', () => {
        console.log('left', process.getActiveResourcesInfo().filter((name) => !before.includes(name)));
      });
    `);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.output).toContain('listeners 1 1 1\n');
      expect(program.output).toContain('listeners 0 0 0\n');
      expect(program.output).toContain('left []\n');
    },
  );

  it('stays up until it is stopped, also when its services only wait', async () => {
    const program = new Program(`${imports}
      const kernel = await createKernel({ services: [idle] });
      await kernel.start();
      process.on('beforeExit', () => console.log('ended by itself'));
      console.log('up');
    `);
    await program.says('up\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toMatch(/"event":"stopped".*\nended by itself\n/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s, ends with 0 and says why',
    async (signal) => {
      const program = new Program(`${imports}
      const kernel = await createKernel({ services: [idle, ticker] });
      await kernel.start();
      console.log('up');
    `);
      await program.says('up\n');
      program.kill(signal);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.output).toMatch(new RegExp(`"event":"stopping","reason":"${signal}"`));
      expect(program.output).toMatch(/"event":"stopped"/);
    },
  );

  it('ends once every kernel in it has stopped', async () => {
    const program = new Program(`${imports}
      const slow = {
        name: 'slow',
        stopTimeout: 60_000,
        start: ({ signal }) => new Promise((resolve) => {
          signal.addEventListener('abort', () => setTimeout(resolve, 2_000)); // longer than what else runs is given
        }),
      };
      const held = setInterval(() => {}, 1_000); // so that it doesn't end by itself
      for (const services of [[idle], [slow]]) {
        const kernel = await createKernel({ services });
        await kernel.start();
      }
      console.log('up');
    `);
    await program.says('up\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output.match(/"event":"stopped"/g)).toHaveLength(2);
  });

  it.each([
    ['SIGTERM', 'SIGTERM'],
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGINT'],
  ] as const)('ends at once with 1 on a second signal: %s, then %s', async (first, second) => {
    const program = new Program(`${imports}
      const values = { supervisor: { stopTimeout: '1h' }, shutdown: { deadline: '1h' } };
      const kernel = await createKernel({ config: { values }, services: [stuck] });
      await kernel.start();
      console.log('up');
    `);
    await program.says('up\n');
    program.kill(first);
    await program.says('"event":"stopping"');
    program.kill(second);
    expect(await program.ended).toEqual({ code: 1, signal: null });
  });

  it('stops on a signal that comes while it starts', async () => {
    const program = new Program(`${imports}
      const slow = { name: 'slow', readyWhen: 'called', start: () => (console.log('starting'), NEVER) };
      const kernel = await createKernel({ services: [idle, slow] });
      await kernel.start();
      console.log('up');
    `);
    await program.says('starting\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toMatch(/"event":"stopped"/);
    expect(program.output).not.toMatch(/up\n|Error/);
  });

  it('ends with 1 when a service had to be left behind', async () => {
    const program = new Program(`${imports}
      const values = { supervisor: { stopTimeout: '10ms' } };
      const kernel = await createKernel({ config: { values }, services: [stuck] });
      await kernel.start();
      console.log('up');
    `);
    await program.says('up\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(/"event":"stopped".*"leaked":\["stuck"\]/);
  });

  it('ends after a signal also when something else would keep it alive, with the code it was given', async () => {
    const program = new Program(`${imports}
      setInterval(() => {}, 1_000);
      process.exitCode = 3;
      const kernel = await createKernel({ services: [idle] });
      await kernel.start();
      console.log('up');
    `);
    await program.says('up\n');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 3, signal: null });
  });

  it('ends with 1 when supervision gives up', async () => {
    const program = new Program(`${imports}
      const kernel = await createKernel({
        supervision: { limit: { restarts: 0, within: 1_000 } },
        services: [{ name: 'crashing', start: () => timer(1).pipe(map(() => { throw new Error('boom'); })) }],
      });
      await kernel.start();
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(/"event":"stopping","reason":"supervision gave up: .*boom/);
  });

  it('ends with an error when the start fails, after it has stopped what ran', async () => {
    const program = new Program(`${imports}
      const kernel = await createKernel({
        services: [ticker, { name: 'failing', start: () => throwError(() => new Error('no disk')) }],
      });
      await kernel.start();
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    expect(program.output).toMatch(/"event":"stopped"/);
    expect(program.output).toMatch(/ChildStartError: 'failing' failed to start: no disk/);
  });

  it('keeps its signals where the kernel is told to leave them', async () => {
    const program = new Program(`${imports}
      const kernel = await createKernel({ signals: false, services: [idle] });
      await kernel.start();
      console.log('listeners', process.listenerCount('SIGTERM'), process.listenerCount('SIGINT'));
      await kernel.stop();
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('listeners 0 0\n');
  });

  it.each([false, true])(
    'loads a server and prom-client when it is to serve: %s',
    async (enabled) => {
      const program = new Program(`${imports}
      import { createRequire } from 'node:module';
      const kernel = await createKernel({
        config: { values: { observability: { enabled: ${enabled} } } },
        services: [idle],
      });
      await kernel.start();
      await kernel.stop();
      const packages = Object.keys(createRequire(import.meta.url).cache);
      console.log('prom-client', packages.some((file) => file.includes('/node_modules/prom-client/')));
      console.log('http', process.moduleLoadList.includes('NativeModule _http_server'));
    `);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.output).toContain(`prom-client ${enabled}\n`);
      expect(program.output).toContain(`http ${enabled}\n`);
    },
  );
});
