import { fileURLToPath } from 'node:url';
import { firstValueFrom } from 'rxjs';
import {
  ChildSpecError,
  constant,
  OptionTypeError,
  ProcessExitError,
  processService,
  Supervisor,
  type Incident,
  type ProcessServiceOptions,
} from 'ron-kernel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isRunning } from '../../isRunning.js';
import { memoryLogger } from '../support.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const node = process.execPath;
const script = (code: string): Pick<ProcessServiceOptions, 'command' | 'args'> => ({
  command: node,
  args: ['-e', code],
});
const linked = { command: node, args: [fixture('linked.js')], messages: true };

let supervisor: Supervisor | undefined;
afterEach(async () => {
  await supervisor?.stop();
});

async function run(given: Omit<ProcessServiceOptions, 'name'>) {
  const child = processService({ name: 'redis', ...given });
  const logger = memoryLogger();
  supervisor = new Supervisor({
    logger,
    defaults: { backoff: constant({ delay: 0 }), limit: { restarts: 1, within: 60_000 } },
    children: [child],
  });
  const incidents: Incident[] = [];
  supervisor.incidents$.subscribe((incident) => incidents.push(incident));
  await supervisor.start();
  const until = (state: string, generation = 1) =>
    vi.waitUntil(
      () => {
        const now = supervisor?.children[0];
        return now?.state === state && now.generation >= generation;
      },
      { timeout: 10_000, interval: 5 },
    );
  return { child, logger, incidents, until, supervisor };
}

const errorOf = (incident: Incident | undefined): unknown =>
  incident?.type === 'crash' ? incident.error : undefined;

describe('processService', () => {
  it('logs what the process prints', async () => {
    const { logger, until } = await run({
      ...script('console.log("one\\ntwo"); console.error("three"); setTimeout(() => {}, 1)'),
      restart: 'transient',
    });
    await until('completed');
    expect(logger.lines.map(({ level, message }) => [level, message]).sort()).toEqual([
      ['info', 'one'],
      ['info', 'two'],
      ['warn', 'three'],
    ]);
  });

  it('restarts what exits with a code that isn’t 0', async () => {
    const { incidents, until } = await run(script('process.exit(3)'));
    await until('quarantined', 2);
    expect(errorOf(incidents[0])).toEqual(new ProcessExitError(3, null));
  });

  it('restarts what a signal ended', async () => {
    const { incidents, until } = await run(script('process.kill(process.pid, "SIGKILL")'));
    await until('quarantined', 2);
    expect(errorOf(incidents[0])).toEqual(new ProcessExitError(null, 'SIGKILL'));
  });

  it('is ready when a line says so', async () => {
    const { logger } = await run({
      ...script(
        'setTimeout(() => console.log("ready to accept connections"), 1); setInterval(() => {}, 1e3)',
      ),
      readyWhen: /accept connections/,
    });
    expect(logger.lines.at(-1)?.message).toBe('ready to accept connections');
  });

  it('asks it to end with a signal, and waits for it', async () => {
    const { supervisor: own, logger } = await run({
      ...script(
        'process.on("SIGINT", () => { console.log("bye"); process.exit(0) }); console.log("up"); setInterval(() => {}, 1e3)',
      ),
      stopSignal: 'SIGINT',
      readyWhen: /up/,
    });
    await expect(own.stop()).resolves.toEqual({ leaked: [] });
    expect(logger.lines.at(-1)?.message).toBe('bye');
  });

  it('kills what ignores that, and leaves nothing behind', async () => {
    const { supervisor: own } = await run({
      command: node,
      args: [
        '-e',
        'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1e3)',
      ],
      readyWhen: /\d+/,
      stopTimeout: 50,
    });
    await own.stop();
    expect(own.children[0]?.state).toBe('stopped');
  });

  it('leaves no zombie', async () => {
    const { supervisor: own, logger } = await run({
      ...script('console.log(process.pid); setInterval(() => {}, 1e3)'),
      readyWhen: /\d+/,
    });
    const pid = Number(logger.lines[0]?.message);
    expect(process.kill(pid, 0)).toBe(true);
    await own.stop();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  describe.skipIf(process.platform === 'win32')('what the process started itself', () => {
    /** A shell that starts another process, and waits for it. */
    const wrapped = (code: string) => ({
      command: 'sh',
      args: [
        '-c',
        'echo "$$"; "$0" -e "$1"; true',
        node,
        `${code}; console.log(process.pid, "up"); setInterval(() => {}, 1e3)`,
      ],
      readyWhen: /up$/,
    });
    /** The ids of the shell and of what it started. */
    const pidsOf = ({ lines }: { readonly lines: readonly { readonly message: string }[] }) =>
      lines.slice(0, 2).map(({ message }) => parseInt(message));

    it('is asked to end after it, and waited for', async () => {
      const bye =
        'process.on("SIGTERM", () => setTimeout(() => { console.log("bye"); process.exit() }, 150))';
      const { supervisor: own, logger } = await run(wrapped(bye));
      expect(pidsOf(logger).map(isRunning)).toEqual([true, true]);
      await own.stop();
      expect(pidsOf(logger).map(isRunning)).toEqual([false, false]);
      expect(logger.lines.at(-1)?.message).toBe('bye');
    });

    it('is killed at the deadline', async () => {
      const { supervisor: own, logger } = await run({
        ...wrapped('process.on("SIGTERM", () => {})'),
        stopTimeout: 100,
      });
      await own.stop();
      expect(own.children[0]).toMatchObject({ state: 'stopped', leaked: 0 });
      await vi.waitUntil(() => !pidsOf(logger).some(isRunning), { timeout: 10_000 });
    });

    it('is killed with it, before a successor starts', async () => {
      const { logger, until } = await run(wrapped(''));
      const [shell = 0, inner = 0] = pidsOf(logger);
      process.kill(shell, 'SIGKILL');
      await until('running', 2);
      await vi.waitUntil(() => !isRunning(inner), { timeout: 10_000 });
    });
  });

  it.each([
    [
      { command: 'no-such-program' },
      "'redis' can't run 'no-such-program': there is no such program in PATH",
    ],
    [{ command: './no/such' }, 'there is no such program at '],
    [{ command: fixture('linked.js') }, 'there is no such program at '],
    [
      { command: node, heartbeatTimeout: 100 },
      "'redis' needs messages: true to tell that it is ready or alive",
    ],
    [{ command: node, readyWhen: 'called' as const }, "'redis' needs messages: true"],
  ])('refuses what can’t work: %o', (options, message) => {
    const make = (): unknown => processService({ name: 'redis', ...options });
    expect(make).toThrow(ChildSpecError);
    expect(make).toThrow(message);
  });

  it('refuses an option that is none', () => {
    const options = { name: 'redis', command: node, stopSingal: 'SIGINT' };
    expect(() => processService(options)).toThrow(OptionTypeError);
    expect(() => processService(options)).toThrow(
      "stopSingal is not a known option; did you mean 'stopSignal'?",
    );
  });

  it('reports a working directory that isn’t there as a failure to start', async () => {
    await expect(run({ command: node, cwd: '/no/such/folder' })).rejects.toThrow(
      "'redis' failed to start: spawn",
    );
  });

  describe('with messages', () => {
    it('talks, answers, and ends in its own time', async () => {
      const { child, supervisor: own } = await run(linked);
      await expect(child.request(21)).resolves.toBe(42);
      await expect(child.request('throw')).rejects.toThrow("'redis' can't answer: no answer");
      const echo = firstValueFrom(child.messages$);
      child.send(new Map([['a', 1]]));
      await expect(echo).resolves.toEqual({ echo: new Map([['a', 1]]) });
      const bye = firstValueFrom(child.messages$);
      await own.stop();
      await expect(bye).resolves.toEqual({ bye: 5_000 });
    });

    it('is ready when it says so, where that is waited for', async () => {
      const args = [...linked.args, 'at-once'];
      const { child } = await run({ ...linked, args, readyWhen: 'called' });
      await expect(child.request(3)).resolves.toBe(6);
    });

    it('leaves no request without an end when it dies', async () => {
      const { child } = await run(linked);
      await child.request(1);
      const never = child.request('never');
      const exit = child.request('exit');
      await expect(never).rejects.toThrow("'redis' can't answer: the process exited with code 3");
      await expect(exit).rejects.toThrow('code 3');
    });

    it('replaces a process that is caught in an endless loop', async () => {
      const { child, incidents, until } = await run({ ...linked, heartbeatTimeout: 4_000 });
      await child.request(1);
      child.send('loop');
      await until('running', 2);
      expect(incidents[0]).toMatchObject({ cause: 'heartbeat' });
      await expect(child.request(2)).resolves.toBe(4);
    });
  });
});
