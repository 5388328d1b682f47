import { ChildProcess, execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MessageChannel, type Worker } from 'node:worker_threads';
import {
  processService,
  ProcessExitError,
  RequestFailedError,
  WorkerExitError,
  workerService,
  type ProcessServiceOptions,
  type RunConnection,
  type WorkerServiceOptions,
} from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../isRunning.js';
import { SingleRun } from './SingleRun.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const quiet = new URL('./fixtures/quiet.js', import.meta.url);
const node = process.execPath;

interface Options {
  readonly heartbeatTimeout?: number;
  readonly readyWhen?: 'started' | 'called';
}

const worker = (options: Partial<WorkerServiceOptions> = {}) =>
  workerService({ name: 'quiet', url: quiet, ...options });

const child = (options: Partial<ProcessServiceOptions> = {}) =>
  processService({ name: 'quiet', command: node, ...options });

const linkedChild = (options: Options = {}) =>
  child({ args: [fileURLToPath(quiet)], messages: true, ...options });

describe.each([
  ['worker', (options?: Options) => worker(options), new WorkerExitError(3)],
  ['process', linkedChild, new ProcessExitError(3, null)],
])('a %s that uses parentLink', (_, make, exitError) => {
  it('lives as long as it answers, and ends by itself when it is asked to', async () => {
    const service = make();
    await using run = new SingleRun(service);
    for (let count = 0; count < 3; count++)
      await expect(service.request(['heard'])).resolves.toEqual([]);
    expect(await run.stop()).toBeUndefined();
    expect(service.send('anyone?')).toBe(false);
  });

  it('hears what is sent while it listens', async () => {
    const service = make();
    await using run = new SingleRun(service);
    const done = service.request(['hear', 2]);
    await vi.waitUntil(() => run.values.includes('hearing'), { timeout: 30_000 });
    expect(['one', 'two', 'three'].map((message) => service.send(message))).toEqual([
      true,
      true,
      true,
    ]);
    await done;
    await expect(service.request(['heard'])).resolves.toEqual(['one', 'two']);
    expect(run.values).toEqual(['hearing']);
  });

  it('is ready when it says so, and not before, where that is waited for', async () => {
    const service = make({ readyWhen: 'called' });
    await using run = new SingleRun(service);
    await service.request(['heard']);
    expect(run.told.ready).toBe(0);
    await service.request(['ready']);
    await run.says('ready');
    expect(run.told.ready).toBe(1);
  });

  it('is ready without a word where that is not waited for', async () => {
    const service = make();
    await using run = new SingleRun(service);
    await run.says('ready');
    await service.request(['ready']);
    await service.request(['heard']);
    expect(run.told.ready).toBe(1);
  });

  it('says that it is alive, again and again, where that is asked', async () => {
    await using run = new SingleRun(make({ heartbeatTimeout: 40 }));
    await run.says('heartbeat', 3);
  });

  it('isn’t asked whether it is alive by default', async () => {
    const service = make();
    await using run = new SingleRun(service);
    for (let count = 0; count < 20; count++) await service.request(['heard']);
    expect(run.told.heartbeat).toBe(0);
  });

  it('has not failed when it exits with a code because it was asked to end', async () => {
    const service = make();
    await using run = new SingleRun(service);
    await service.request(['exit at the end', 3]);
    expect(await run.stop()).toBeUndefined();
  });

  it('is ended at its deadline, and has not failed then', async () => {
    const service = make();
    await using run = new SingleRun(service);
    await service.request(['stay for ever']);
    expect(await run.stop(20)).toBeUndefined();
  });

  it('leaves no question without an end, whether it fails or not', async () => {
    const service = make();
    await using failing = new SingleRun(service);
    const unanswered = service.request(['exit', 3]).catch((error: unknown) => error);
    expect(await failing.ended).toEqual(exitError);
    expect(await unanswered).toEqual(
      new RequestFailedError('quiet', exitError.message, { cause: exitError }),
    );
    expect(await unanswered).toHaveProperty('cause', exitError);

    await using ending = new SingleRun(service);
    await service.request(['heard']);
    const never = service.request(['never']).catch((error: unknown) => error);
    expect(await ending.stop()).toBeUndefined();
    expect(await never).toEqual(new RequestFailedError('quiet', 'it has ended'));
  });

  it('isn’t asked what can’t be sent', async () => {
    const service = make();
    await using run = new SingleRun(service);
    await expect(service.request(() => {})).rejects.toThrow('could not be cloned');
    await expect(service.request(['heard'])).resolves.toEqual([]);
    expect(await run.stop()).toBeUndefined();
  });

  it('leaves nothing on the signal of a question that is answered', async () => {
    const service = make();
    await using run = new SingleRun(service);
    const { signal } = new AbortController();
    const answer = service.request(['heard'], { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await answer;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(await run.stop()).toBeUndefined();
  });

  it.each(['resolve', 'reject'])('may answer (%s) what nobody waits for any more', async (how) => {
    const service = make();
    await using run = new SingleRun(service);
    const controller = new AbortController();
    const held = service.request(['hold'], controller).catch((error: unknown) => error);
    await service.request(['heard']);
    controller.abort('enough');
    expect(await held).toBe('enough');
    await service.request(['settle', how]);
    await expect(service.request(['heard'])).resolves.toEqual([]);
    expect(await run.stop()).toBeUndefined();
  });
});

describe('parentLink', () => {
  it('says where it works, elsewhere', async () => {
    const code = `
      import { parentLink } from 'ron-kernel';
      try { parentLink(); } catch (error) { console.log(error.message); }`;
    const { stdout } = await promisify(execFile)(node, ['--input-type=module', '-e', code], {
      cwd: root,
    });
    expect(stdout).toBe(
      'parentLink() works in what workerService started, or processService with messages: true\n',
    );
  });
});

describe('what has started workers and processes', () => {
  const run = (code: string) =>
    promisify(execFile)(node, ['--input-type=module', '-e', code], { cwd: root });

  it('ends by itself once these have, and has printed nothing of what they did', async () => {
    const code = `
      import { processService, Supervisor, workerService } from 'ron-kernel';
      const shared = { stopTimeout: 3_600_000, heartbeatTimeout: 60_000 };
      const url = ${JSON.stringify(quiet)};
      const quiet = workerService({ ...shared, name: 'worker', url: new URL(url) });
      const args = [new URL(url).pathname];
      const own = processService({ ...shared, name: 'process', command: process.execPath, args, messages: true });
      const ignore = () => {};
      const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
      const supervisor = new Supervisor({ logger, children: [quiet, own] });
      await supervisor.start();
      await Promise.all([quiet, own].map((service) => service.request(['say', 'something'])));
      await supervisor.stop();
    `;
    await expect(run(code)).resolves.toEqual({ stdout: '', stderr: '' });
  });

  it('leaves no process behind, whenever it exits', async () => {
    const code = `
      import { processService, Supervisor } from 'ron-kernel';
      const args = ['-e', "console.log('pid', process.pid); setInterval(() => {}, 1_000)"];
      const child = processService({ name: 'left', command: process.execPath, args, readyWhen: /pid/ });
      const print = (line) => console.log(line);
      const supervisor = new Supervisor({ logger: { info: print }, children: [child] });
      await supervisor.start();
      process.exit();
    `;
    const { stdout } = await run(code);
    const pid = Number(/^pid (\d+)$/m.exec(stdout)?.[1]);
    await vi.waitUntil(() => !isRunning(pid), { timeout: 30_000 });
  });
});

describe('a worker', () => {
  it('is given what was made for it, and hands over what it was to have', async () => {
    const { port1, port2 } = new MessageChannel();
    const url = new URL(
      `data:text/javascript,
        import { workerData } from 'node:worker_threads';
        workerData.postMessage('mine');`,
    );
    const heard = new Promise((resolve) => port1.once('message', resolve));
    await using run = new SingleRun(
      worker({ url, worker: { workerData: port2, transferList: [port2] } }),
    );
    expect(run.listens).toBe(true);
    await expect(heard).resolves.toBe('mine');
    expect(await run.ended).toBeUndefined();
    expect(run.listens).toBe(false);
    port1.close();
  });

  it('may be told by the path of its file', async () => {
    const service = worker({ url: fileURLToPath(quiet) });
    await using run = new SingleRun(service);
    await expect(service.request(['heard'])).resolves.toEqual([]);
    expect(await run.stop()).toBeUndefined();
  });

  it('has its errors logged as warnings', async () => {
    const url = new URL('data:text/javascript,console.error("beware")');
    await using run = new SingleRun(worker({ url }));
    await run.logs('beware');
    expect(run.logger.lines).toEqual([
      { level: 'warn', message: 'beware', fields: { stream: 'stderr' } },
    ]);
  });

  it('has it logged where a message of its can’t be read', async () => {
    const connect = (own: Worker): RunConnection => {
      setImmediate(() => own.emit('messageerror', new Error('garbled')));
      return { close: async () => undefined };
    };
    await using run = new SingleRun(worker({ connect }));
    await run.logs('a message could not be read');
    expect(run.logger.lines).toContainEqual({
      level: 'warn',
      message: 'a message could not be read',
      fields: { reason: 'garbled' },
    });
  });
});

describe('a worker that uses parentLink, besides', () => {
  it('has its last answer heard though it exits right after', async () => {
    const service = worker();
    await using run = new SingleRun(service);
    await expect(service.request(['answer and exit'])).resolves.toBe('last');
    expect(await run.ended).toBeUndefined();
  });

  it('is told what is left of its time, once its connection has had half at most', async () => {
    const close = vi.fn(async () => undefined);
    const url = new URL('./fixtures/linked.js', import.meta.url);
    const service = workerService<unknown, { readonly bye: number }>({
      name: 'linked',
      url,
      connect: () => ({ close }),
    });
    await using run = new SingleRun(service);
    await service.request(1);
    expect(await run.stop(3_600_000)).toBeUndefined();
    expect(close.mock.calls).toEqual([[{ timeout: 1_800_000 }]]);
    const [last] = run.values;
    expect(last?.bye).toBeGreaterThan(3_000_000);
    expect(last?.bye).toBeLessThan(3_600_001);
  });
});

describe('a process', () => {
  const stays = 'setInterval(() => {}, 1_000);';

  it('has the arguments, the environment and the working directory it is given', async () => {
    const code = 'console.log(process.cwd(), process.env.MINE, process.argv[1])';
    await using run = new SingleRun(
      child({ args: ['-e', code, 'this'], cwd: '/', env: { ...process.env, MINE: 'mine' } }),
    );
    expect(run.listens).toBe(true);
    expect(await run.ended).toBeUndefined();
    expect(run.listens).toBe(false);
    expect(run.logger.lines).toEqual([
      { level: 'info', message: '/ mine this', fields: { stream: 'stdout' } },
    ]);
  });

  it('is ready when it prints so, among its errors too', async () => {
    await using run = new SingleRun(
      child({ args: ['-e', `console.error("up"); ${stays}`], readyWhen: /up/ }),
    );
    await run.says('ready');
    expect(run.logger.lines).toEqual([
      { level: 'warn', message: 'up', fields: { stream: 'stderr' } },
    ]);
  });

  it('is asked by a signal to end, where it listens to its channel without parentLink', async () => {
    const args = ['-e', 'process.on("message", () => {}); process.send("up")'];
    await using run = new SingleRun(child({ args, messages: true }));
    await vi.waitUntil(() => run.values.includes('up'), { timeout: 30_000 });
    expect(await run.stop()).toBeUndefined();
  });

  it('is asked by a signal to end, where it has left its channel', async () => {
    const service = linkedChild();
    await using run = new SingleRun(service);
    const unanswered = expect(service.request(['disconnect'])).rejects.toThrow('it has ended');
    await run.logs('on its own');
    expect(await run.stop()).toBeUndefined();
    await unanswered;
  });

  it('is over though something that left its group still has its output', async () => {
    const daemon = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', '${stays}'], { detached: true, stdio: 'inherit' });
      console.log(pid); process.exit()`;
    await using run = new SingleRun(child({ args: ['-e', daemon] }));
    expect(await run.ended).toBeUndefined();
    const pid = Number(run.logger.lines[0]?.message);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('is over though something that left its group still has its channel', async () => {
    const daemon = `const { pid } = require('node:child_process').spawn(process.execPath, ['-e', '${stays}'], { detached: true, stdio: ['ignore', 'ignore', 'ignore', 3] });
      console.log(pid); process.exit()`;
    await using run = new SingleRun(child({ args: ['-e', daemon], messages: true }));
    expect(await run.ended).toBeUndefined();
    const pid = Number(run.logger.lines[0]?.message);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('is waited for where it may not be signalled, as another user’s', async () => {
    const args = ['-e', 'process.on("message", () => process.exit()); process.send("up")'];
    const service = child({ args, messages: true });
    await using run = new SingleRun(service);
    await vi.waitUntil(() => run.values.includes('up'), { timeout: 30_000 });
    const refused = new Error('kill EPERM');
    const kill = vi.spyOn(ChildProcess.prototype, 'kill').mockImplementation(function (
      this: ChildProcess,
    ) {
      this.emit('error', refused);
      return false;
    });
    const killGroup = vi.spyOn(process, 'kill').mockImplementation(() => {
      throw refused;
    });
    try {
      const ended = run.stop(0);
      await vi.waitUntil(() => kill.mock.calls.length === 2, { timeout: 30_000 });
      service.send('go');
      expect(await ended).toBe(refused);
    } finally {
      kill.mockRestore();
      killGroup.mockRestore();
    }
  });

  it('can be talked to right after a run that couldn’t be started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ron-runs-'));
    const command = join(folder, 'program');
    const args = ['-e', 'process.once("message", () => process.exit()); process.send("up")'];
    try {
      symlinkSync(node, command);
      const service = child({ command, args, messages: true });
      rmSync(command);
      await using failing = new SingleRun(service);
      expect(await failing.ended).toMatchObject({ code: 'ENOENT' });
      symlinkSync(node, command);
      await using run = new SingleRun(service);
      await vi.waitUntil(() => run.values.includes('up'), { timeout: 30_000 });
      expect(service.send('go')).toBe(true);
      expect(await run.ended).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has one listener with others for the end of this one, while any runs', async () => {
    const listeners = () => process.listenerCount('exit');
    const before = listeners();
    const service = child({ args: ['-e', stays] });
    await using one = new SingleRun(service);
    await using other = new SingleRun(service);
    expect(listeners()).toBe(before + 1);
    await one.stop();
    expect(listeners()).toBe(before + 1);
    await other.stop();
    expect(listeners()).toBe(before);
  });

  it('has all of its output logged before it is over', async () => {
    const code = 'for (let n = 0; n < 2_000; n++) console.log(n)';
    await using run = new SingleRun(child({ args: ['-e', code] }));
    expect(await run.ended).toBeUndefined();
    const lines = Array.from({ length: 2_000 }, (_, n) => String(n));
    expect(run.logger.lines.map(({ message }) => message)).toEqual(lines);
  });

  it('that fails takes what it started along, however deaf that is', async () => {
    const deaf =
      "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1_000)";
    const code = `const { stdout } = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}]);
      stdout.once('data', (pid) => { console.log(String(pid)); process.exit(3) })`;
    await using run = new SingleRun(child({ args: ['-e', code] }));
    expect(await run.ended).toEqual(new ProcessExitError(3, null));
    const pid = Number(run.logger.lines[0]?.message);
    await vi.waitUntil(() => !isRunning(pid), { timeout: 30_000 });
  });
});

describe('a worker or process without a name', () => {
  it.each([
    ['worker', () => workerService({ name: '', url: quiet })],
    ['process', () => processService({ name: '', command: node })],
  ])('is refused: %s', (_, make) => {
    expect(make).toThrow(/^name must be/);
  });
});
