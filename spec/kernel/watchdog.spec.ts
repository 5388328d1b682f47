import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Worker } from 'node:worker_threads';
import { createKernel, type KernelConfig } from 'ron-kernel';
import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from './Program.js';
import { Journal } from './quiet.js';

type Keys = Partial<KernelConfig['observability']>;

const watched: Keys = { watchdogAddress: '127.0.0.1:0' };

function options(observability: Keys, logger = new Journal()) {
  const config = { env: {}, reloadOn: [], values: { observability } };
  return { signals: false, logger, config } as const;
}

/** What the watchdog answers, over a connection of its own. */
async function ask(address: string | undefined, path = '/healthz', init: RequestInit = {}) {
  const headers = { Connection: 'close' };
  const response = await fetch(`http://${address ?? ''}${path}`, { ...init, headers });
  return { response, status: response.status, body: await response.text() };
}

/** Asks until the answer has this status. */
async function untilStatus(address: string, status: number) {
  for (;;) {
    const answer = await ask(address);
    if (answer.status === status) return answer;
    expect([200, 503]).toContain(answer.status);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the watchdog', () => {
  it('answers /healthz on a port of its own, whether there is a server or not', async () => {
    for (const enabled of [false, true]) {
      const logger = new Journal();
      await using kernel = await createKernel(options({ ...watched, enabled }, logger));
      expect(kernel.watchdogAddress).toBeUndefined();
      await kernel.start();
      expect(kernel.watchdogAddress).toMatch(/^127\.0\.0\.1:[1-9]\d+$/);
      expect(kernel.watchdogAddress).not.toBe(kernel.address);
      const { response, body } = await ask(kernel.watchdogAddress);
      expect([response.status, JSON.parse(body)]).toEqual([200, { ok: true }]);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      const address = `http://${kernel.watchdogAddress ?? ''}`;
      const [listening] = logger.entries;
      expect(listening).toEqual({
        level: 'info',
        event: 'watchdog listening',
        fields: { address },
      });
    }
  });

  it('is as choosy as the server: what is asked, how, and by which name', async () => {
    const allowedHosts = ['pod.example'];
    await using kernel = await createKernel(options({ ...watched, allowedHosts }));
    await kernel.start();
    const address = kernel.watchdogAddress ?? '';
    const post = await ask(address, '/healthz', { method: 'POST' });
    expect([post.status, post.response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const head = await ask(address, '/healthz', { method: 'HEAD' });
    expect([head.status, head.response.headers.get('content-length'), head.body]).toEqual([
      200,
      '12',
      '',
    ]);
    const elsewhere = await ask(address, '/readyz');
    expect([elsewhere.status, JSON.parse(elsewhere.body)]).toEqual([
      404,
      { error: 'try /healthz' },
    ]);
    expect((await ask(address, '/healthz?verbose')).status).toBe(200);

    const raw = async (headers: string): Promise<number> => {
      const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
      socket.write(`GET /healthz HTTP/1.1\r\nConnection: close\r\n${headers}\r\n`);
      return Number((await text(socket)).split(' ')[1]);
    };
    expect(await raw('Host: pod.example\r\n')).toBe(200);
    expect(await raw('Host: evil.example\r\n')).toBe(421);
    expect(await raw('')).toBe(400);
    expect(await raw(`Host: ${address}\r\nContent-Length: 9\r\n`)).toBe(413);
  });

  it('answers 200 while the node starts and stops, and is gone when it has stopped', async () => {
    const ready$ = new Subject<void>();
    const leave$ = new Subject<void>();
    const slow = {
      name: 'slow',
      start: async ({ ready, signal }: { ready: () => void; signal: AbortSignal }) => {
        const aborted = once(signal, 'abort');
        ready$.subscribe(() => ready());
        await aborted;
        await new Promise<void>((resolve) => leave$.subscribe(resolve));
      },
    };
    const kernel = await createKernel({ ...options(watched), services: [slow] });
    const starting = kernel.start();
    while (!ready$.observed) await new Promise(setImmediate);
    const address = kernel.watchdogAddress;
    expect([kernel.started, (await ask(address)).status]).toEqual([false, 200]);
    ready$.next();
    await starting;
    const stopping = kernel.stop();
    while (!leave$.observed) await new Promise(setImmediate);
    expect([kernel.readiness.ready, (await ask(address)).status]).toEqual([false, 200]);
    leave$.next();
    await stopping;
    expect(kernel.watchdogAddress).toBeUndefined();
    await expect(ask(address)).rejects.toThrow();
  });

  it('is no thread unless it is asked for', async () => {
    const workers: Worker[] = [];
    const note = (worker: Worker): unknown => workers.push(worker);
    process.on('worker', note);
    for (const watchdogAddress of ['', '127.0.0.1:0']) {
      await using kernel = await createKernel(options({ watchdogAddress }));
      await kernel.start();
      expect(workers).toHaveLength(watchdogAddress === '' ? 0 : 1);
    }
    process.off('worker', note);
  });

  it('that crashes is told, degrades the node, and is back at the same address', async () => {
    const logger = new Journal();
    const kernel = await createKernel(options(watched, logger));
    const threads: Worker[] = [];
    const note = (worker: Worker): unknown => threads.push(worker);
    process.on('worker', note);
    await kernel.start();
    const address = kernel.watchdogAddress ?? '';
    const degraded: string[] = [];
    kernel.readiness$.subscribe((readiness) => degraded.push(readiness.degraded.join()));
    await threads[0]?.terminate();
    while (degraded.length < 3) await new Promise(setImmediate);
    expect(degraded).toEqual(['', 'kernel.watchdog', '']);
    expect((await ask(address)).status).toBe(200);
    expect(logger.entries).toContainEqual({
      level: 'warn',
      event: 'service crashed',
      fields: expect.objectContaining({
        service: 'kernel.watchdog',
        decision: 'restart',
      }) as unknown,
    });
    process.off('worker', note);
    expect(await kernel.stop()).toMatchObject({ clean: true });
    expect(threads).toHaveLength(2);
  });

  it('fails the start where its address is taken, and says which key that was', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const watchdogAddress = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    const kernel = await createKernel(options({ watchdogAddress, enabled: true }));
    await expect(kernel.start()).rejects.toMatchObject({
      code: 'ERR_LISTEN',
      message: `observability.watchdogAddress ${watchdogAddress} is in use; stop what listens there, or choose another port (0 takes any free one)`,
      cause: { code: 'EADDRINUSE' },
    });
    expect([kernel.address, kernel.watchdogAddress]).toEqual([undefined, undefined]);
    taken.close();
  });

  it('goes again where the server cannot be had', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    const kernel = await createKernel(options({ ...watched, enabled: true, address }));
    await expect(kernel.start()).rejects.toMatchObject({ code: 'ERR_LISTEN' });
    expect(kernel.watchdogAddress).toBeUndefined();
    taken.close();
  });

  it.each<[string, Keys, string]>([
    [
      'an address that is none',
      { watchdogAddress: '9601' },
      "observability.watchdogAddress must be host:port, such as '127.0.0.1:9600' or '[::1]:0'",
    ],
    [
      'a threshold that a healthy loop might reach',
      { stallThreshold: 999 },
      'observability.stallThreshold must be at least 1s',
    ],
  ])('is refused with %s', async (_case, keys, message) => {
    await expect(createKernel(options(keys))).rejects.toThrow(message);
  });
});

describe('a main thread', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const tell = (name: string): void => writeFileSync(file(name), '');

  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ron-kernel-watchdog-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A node that blocks its event loop from when the file `wedge` is there until `release` is. */
  async function node(threshold: string, more = '') {
    const program = new Program(`
      import { existsSync } from 'node:fs';
      import { createKernel } from 'ron-kernel';
      const env = {};
      const values = {
        log: { level: 'debug' },
        observability: { enabled: true, watchdogAddress: '127.0.0.1:0', stallThreshold: '1h' },
      };
      const kernel = await createKernel({ config: { values, env } });
      await kernel.start();
      env.RONK_OBSERVABILITY_STALL_THRESHOLD = '${threshold}';
      await kernel.config.reload();
      ${more}
      const cell = new Int32Array(new SharedArrayBuffer(4));
      setInterval(() => {
        if (!existsSync('${file('wedge')}')) return;
        for (let i = 0; i < 6_000 && !existsSync('${file('release')}'); i++) Atomics.wait(cell, 0, 0, 10);
      }, 10).unref();
      console.log('at ' + kernel.address + ' and ' + kernel.watchdogAddress + ';');
    `);
    await program.says(';\n');
    const [, server = '', watchdog = ''] = /at (\S+) and (\S+);/.exec(program.output) ?? [];
    return { program, server, watchdog };
  }

  const STALL = /"level":"(\w+)","event":"event loop stalled","stalledFor":(\d+)/g;
  const stallsIn = (output: string) =>
    Array.from(output.matchAll(STALL), ([, level, ms]) => ({ level, ms: Number(ms) }));

  it('that is wedged is told as it happens by the watchdog and in the log, and there again when it is over', async () => {
    const { program, server, watchdog } = await node('1s');
    expect(await ask(watchdog)).toMatchObject({ status: 200 });
    tell('wedge');
    const { response, body } = await untilStatus(watchdog, 503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const first = JSON.parse(body) as { stalledFor: number };
    expect(first).toEqual({ ok: false, stalledFor: expect.any(Number) as number });
    expect(first.stalledFor).toBeGreaterThanOrEqual(1_000);
    expect(Number.isInteger(first.stalledFor)).toBe(true);
    let answered = false;
    const late = ask(server).then(({ status }) => ((answered = true), status));
    let last = first;
    while (last.stalledFor < first.stalledFor + 600) {
      last = JSON.parse((await untilStatus(watchdog, 503)).body) as typeof first;
    }
    expect(last.stalledFor).toBeGreaterThan(first.stalledFor);
    expect(answered).toBe(false);
    const head = await ask(watchdog, '/healthz', { method: 'HEAD' });
    expect([head.status, head.body]).toEqual([503, '']);
    const stands =
      /^\{"ts":"[^"]+","level":"error","event":"event loop stands still","stalledFor":(\d+)\}$/gm;
    const told = () => Array.from(program.output.matchAll(stands), ([, ms]) => Number(ms));
    await program.says('"event":"event loop stands still"');
    expect(Math.min(...told())).toBeGreaterThanOrEqual(1_000);
    expect(program.output).not.toContain('event loop stalled');

    tell('release');
    expect(await late).toBe(200);
    await untilStatus(watchdog, 200);
    await program.says('"event":"event loop stalled"');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    // A busy machine may add others, but none as long.
    const stalls = stallsIn(program.output).filter(({ ms }) => ms >= last.stalledFor);
    expect(stalls).toEqual([{ level: 'warn', ms: expect.any(Number) as number }]);
    // Once each, of which one may have begun with the stop.
    expect(told().length).toBeLessThanOrEqual(stallsIn(program.output).length + 1);
  });

  it('that a debugger may have held is told too, but logged for who looks for it alone', async () => {
    const { program, watchdog } = await node(
      '1s',
      // The next of its four ticks a second tells the watchdog.
      `(await import('node:inspector')).open(0); await new Promise((resolve) => setTimeout(resolve, 500));`,
    );
    tell('wedge');
    await untilStatus(watchdog, 503);
    tell('release');
    await program.says('"event":"event loop stalled"');
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(stallsIn(program.output).filter(({ level }) => level !== 'debug')).toEqual([]);
    expect(program.output).not.toContain('stands still');
  });

  it('that was stopped together with its whole process is not taken for wedged', async () => {
    const { program, watchdog } = await node('4s');
    program.kill('SIGSTOP');
    // Until nobody answers, for longer than the threshold; the signal takes a moment.
    const patience = () => AbortSignal.timeout(5_000);
    const answers = () =>
      ask(watchdog, '/healthz', { signal: patience() }).then(({ status }) => status);
    for (;;) {
      const answer = await answers().catch((error: unknown) => error);
      if (answer === 200) continue;
      expect(answer).toMatchObject({ name: 'TimeoutError' });
      break;
    }
    program.kill('SIGCONT');
    expect(await ask(watchdog)).toMatchObject({ status: 200 });
    program.kill('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(stallsIn(program.output)).toEqual([]);
  });

  it.each([
    [
      'as text where that is how the log is',
      `log: { format: 'text' }`,
      '',
      /^\S+Z error event loop stands still stalledFor=\d+$/m,
    ],
    [
      'to nobody where the logger is not its own',
      '',
      'logger: { debug() {}, info() {}, warn() {}, error() {} }',
      undefined,
    ],
  ])('that is wedged is told %s', async (_, log, logger, line) => {
    const program = new Program(`
      import { createKernel } from 'ron-kernel';
      const observability = { watchdogAddress: '127.0.0.1:0', stallThreshold: '1s' };
      const kernel = await createKernel({ config: { values: { observability, ${log} } }, ${logger} });
      await kernel.start();
      console.log('at ' + kernel.watchdogAddress + ';');
      setTimeout(() => { for (;;); }, 300);
    `);
    await program.says(';\n');
    await untilStatus(/at (\S+);/.exec(program.output)?.[1] ?? '', 503);
    if (line) await expect.poll(() => program.output, { timeout: 20_000 }).toMatch(line);
    program.kill('SIGKILL');
    await program.ended;
    if (!line) expect(program.output).not.toContain('stands still');
  });

  it('ends by itself after stop: nothing of the watchdog is left', async () => {
    const program = new Program(`
      import { createKernel } from 'ron-kernel';
      console.log('begins'); // which opens what it writes to
      const before = process.getActiveResourcesInfo();
      const config = { values: { observability: { watchdogAddress: '127.0.0.1:0' } } };
      const kernel = await createKernel({ config });
      await kernel.start();
      await fetch('http://' + kernel.watchdogAddress + '/healthz', { headers: { Connection: 'close' } });
      const idle = fetch('http://' + kernel.watchdogAddress + '/healthz');
      await (await idle).text(); // its connection stays open
      await kernel.stop();
      console.log('after', process.getActiveResourcesInfo().filter((name) => /Message|Worker/.test(name)));
      process.on('beforeExit', () => {
        console.log('left', process.getActiveResourcesInfo().filter((name) => !before.includes(name)));
      });
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('after []\n');
    expect(program.output).toContain('left []\n');
  });
});
