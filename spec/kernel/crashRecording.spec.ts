import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestScheduler } from 'rxjs/testing';
import { Bus, type BusEvent } from 'ron-kernel';
import { readRecording, replay, type Recording } from 'ron-kernel/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program } from './Program.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ron-kernel-crash-'));
  file = join(folder, 'recording.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A node whose recorder is on. `code` may use `kernel` once it has started, and change `options` before. */
function node(code: string, before = ''): Program {
  return new Program(`
    import { interval, map, mergeMap, Subject, throwError, timer } from 'rxjs';
    import { createKernel } from 'ron-kernel';
    const ticker = { name: 'ticker', start: () => interval(1).pipe(map((n) => ({ type: 'tick', n }))) };
    const crash$ = new Subject();
    const recorder = { enabled: true, file: ${JSON.stringify(file)} };
    const values = { recorder, supervisor: { backoffBase: 0, restartCap: 1 } };
    const options = { config: { values }, services: [ticker] };
    ${before}
    const kernel = await createKernel(options);
    const ticks = (count) => new Promise((resolve) => {
      const subscription = kernel.bus.subscribe(({ n }) => {
        if (!(n >= count)) return; // the kernel's own have none
        subscription.unsubscribe();
        resolve();
      });
    });
    ${code}
  `);
}

const types = ({ events }: Recording): string[] =>
  events.map(({ event }) => (event as BusEvent).type);

describe('a node that crashes', () => {
  it('leaves a recording that replays to what its subscribers saw', async () => {
    const program = node(`
      const seen = [];
      kernel.bus.subscribe((event) => seen.push(event));
      const enough = ticks(20);
      await kernel.start();
      await enough;
      setImmediate(() => {
        console.log('seen ' + JSON.stringify(seen));
        throw new Error('boom');
      });
    `);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    const seen = JSON.parse(/seen (.*)\n/.exec(program.output)?.[1] ?? '') as unknown[];
    const recording = readRecording(file);
    expect(recording.reason).toBe('uncaught exception: boom');
    expect(program.output).toContain('"event":"recording written"');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['recording.json']);

    const replayed: unknown[] = [];
    new TestScheduler(() => undefined).run(({ flush }) => {
      const bus = new Bus<BusEvent>();
      bus.subscribe((event) => replayed.push(event));
      replay<BusEvent>(recording).subscribe(bus.sink);
      flush();
    });
    expect(seen.length).toBeGreaterThan(20);
    // One more tick may have been published that wasn't delivered any more.
    expect(replayed.slice(0, seen.length)).toEqual(seen);
  });

  it.each([
    [
      'an unhandled rejection',
      `await kernel.start(); void Promise.reject(new Error('boom'));`,
      '',
      'unhandled rejection: boom',
    ],
    [
      'supervision that gives up',
      'await kernel.start(); crash$.next();',
      `options.services = [{ name: 'shaky', start: ({ ready }) => (ready(), crash$.pipe(mergeMap(() => throwError(() => new Error('boom'))))) }];
       options.supervision = { strategy: 'one-for-all', limit: { restarts: 0, within: 60_000 } };`,
      /^supervision gave up: .*boom/,
    ],
    [
      'a start that fails',
      'await kernel.start().catch(() => (process.exitCode = 1));',
      `options.services = [{ name: 'broken', start: () => throwError(() => new Error('boom')) }];`,
      /^failed to start: .*boom/,
    ],
    [
      'a stop that is not clean',
      `await kernel.start(); process.kill(process.pid, 'SIGTERM');`,
      `options.services = [{ name: 'stuck', stopTimeout: 10, start: ({ ready }) => (ready(), new Promise(() => {})) }];`,
      'not everything stopped in time: SIGTERM',
    ],
    [
      'an exit in its middle',
      'await kernel.start(); process.exit(3);',
      '',
      'the process ended with exit code 3',
    ],
    [
      'an error that is left to Node.js',
      `await kernel.start(); setImmediate(() => { throw new Error('boom'); });`,
      'options.uncaught = false;',
      'uncaught exception: boom',
    ],
    [
      'a rejection that is left to Node.js',
      `await kernel.start(); void Promise.reject(new Error('boom'));`,
      'options.uncaught = false;',
      'unhandled rejection: boom',
    ],
  ])('leaves one after %s', async (_, code, before, reason) => {
    const program = node(code, before);
    const { code: exitCode } = await program.ended;
    expect(exitCode, program.output).not.toBe(0);
    const recording = readRecording(file);
    expect(recording.reason).toMatch(reason);
    expect(recording.published).toBe(recording.events.length);
  });

  it('leaves the first of several reasons', async () => {
    const program = node(`
      await kernel.start();
      setImmediate(() => { throw new Error('first'); });
      setImmediate(() => { throw new Error('second'); });
      process.on('exit', () => (process.exitCode = 4));
    `);
    await program.ended;
    expect(readRecording(file).reason).toBe('uncaught exception: first');
  });

  it('replaces the recording of the crash before, whoever could read that', async () => {
    writeFileSync(file, 'of before');
    chmodSync(file, 0o644);
    writeFileSync(`${file}.1.tmp`, 'of another process');
    const program = node('await kernel.start(); process.exit(3);');
    await program.ended;
    expect(types(readRecording(file))).toContain('kernel.health');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['its folder is missing', () => rmSync(folder, { recursive: true })],
    ['it is a folder', () => mkdirSync(file)],
  ])('says that it can leave none where %s, and what it crashed of', async (_, spoil) => {
    spoil();
    const program = node(`await kernel.start(); setImmediate(() => { throw new Error('boom'); });`);
    expect(await program.ended).toEqual({ code: 1, signal: null });
    mkdirSync(folder, { recursive: true });
    const [uncaught = -1, failed = -1, stopped = -1] = [
      '"event":"uncaught exception","error":{"name":"Error","message":"boom"',
      '"event":"recording not written"',
      '"event":"stopped","reason":"uncaught exception: boom"',
    ].map((line) => program.output.indexOf(line));
    expect(uncaught).toBeGreaterThanOrEqual(0);
    expect(failed).toBeGreaterThan(uncaught);
    expect(stopped).toBeGreaterThan(failed);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a node that does not crash', () => {
  it.each([
    ['stops on SIGTERM', `await kernel.start(); process.kill(process.pid, 'SIGTERM');`],
    [
      'is stopped and goes on to fail',
      'await kernel.start(); await kernel.stop(); process.exit(3);',
    ],
    ['never starts', 'await kernel.stop(); process.exit(3);'],
  ])('leaves no recording, and no listener: one that %s', async (_, code) => {
    const program = node(`
      process.on('exit', () => console.log('left', process.listenerCount('uncaughtExceptionMonitor')));
      ${code}
    `);
    await program.ended;
    expect(program.output).toContain('left 0');
    expect(existsSync(file)).toBe(false);
  });

  it('leaves no recording of a quarantine, which it lives through', async () => {
    const program = node(
      `
      kernel.supervisor.incidents$.subscribe(({ decision }) => {
        if (decision === 'quarantine') setImmediate(() => kernel.stop().then(() => console.log('fine')));
      });
      await kernel.start();
    `,
      `options.services = [{ name: 'shaky', start: ({ ready }) => (ready(), timer(1).pipe(mergeMap(() => throwError(() => new Error('boom'))))) }];`,
    );
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('fine');
    expect(existsSync(file)).toBe(false);
  });
});

describe('a node without a recorder', () => {
  it('loads none of it', async () => {
    const loads = async (enabled: boolean): Promise<string[]> => {
      const program = new Program(`
        import { register } from 'node:module';
        const hooks = \`
          import { writeSync } from 'node:fs';
          export async function resolve(specifier, context, next) {
            const resolved = await next(specifier, context);
            writeSync(1, resolved.url + '\\\\n');
            return resolved;
          }\`;
        register('data:text/javascript,' + encodeURIComponent(hooks));
        const { createKernel } = await import('ron-kernel');
        const values = { recorder: { enabled: ${enabled} }, log: { level: 'error' } };
        const kernel = await createKernel({ config: { values } });
        await kernel.start();
        await kernel.stop();
      `);
      expect(await program.ended).toEqual({ code: 0, signal: null });
      return program.output
        .split('\n')
        .filter((url) => /\/dist\/(recorder\/|NodeRecorder)/.test(url));
    };
    expect(await loads(false)).toEqual([]);
    expect((await loads(true)).length).toBeGreaterThan(3);
  });
});
