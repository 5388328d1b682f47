import type { Worker } from 'node:worker_threads';
import { filter, firstValueFrom, take, toArray, type Observable } from 'rxjs';
import {
  ChildSpecError,
  constant,
  OptionTypeError,
  RequestFailedError,
  Supervisor,
  WorkerExitError,
  workerService,
  type Incident,
  type RunConnection,
  type SupervisorOptions,
  type WorkerServiceOptions,
} from 'ron-kernel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryLogger } from '../support.js';

const plain = new URL('./fixtures/worker.js', import.meta.url);
const linked = new URL('./fixtures/linked.js', import.meta.url);

let supervisor: Supervisor | undefined;
afterEach(async () => {
  await supervisor?.stop();
});

/** A started supervisor over one worker, and what it had to be dealt with for. */
async function run<Out = unknown>(
  given: Partial<WorkerServiceOptions> = {},
  options: SupervisorOptions = {},
) {
  const worker = workerService<unknown, Out>({ name: 'crunch', url: plain, ...given });
  const logger = memoryLogger();
  supervisor = new Supervisor({
    logger,
    defaults: { backoff: constant({ delay: 0 }) },
    ...options,
    children: [worker],
  });
  const incidents: Incident[] = [];
  supervisor.incidents$.subscribe((incident) => incidents.push(incident));
  await supervisor.start();
  const restarted = (generation = 2) =>
    vi.waitUntil(
      () => supervisor?.children[0]?.generation === generation && supervisor.children[0].ready,
      { timeout: 10_000, interval: 5 },
    );
  return { worker, logger, incidents, restarted, supervisor };
}

/** What it answers; its hello may be on its way still when it is up. */
const echoesOf = ({ messages$ }: { readonly messages$: Observable<unknown> }) =>
  messages$.pipe(
    filter((message) => typeof message === 'object' && message !== null && 'echo' in message),
  );

const errorOf = (incident: Incident | undefined): unknown =>
  incident?.type === 'crash' ? incident.error : undefined;

describe('workerService', () => {
  it('emits what the worker posts, and sends it what it is to get', async () => {
    const values: unknown[] = [];
    const { worker } = await run(
      { worker: { workerData: 'mine' } },
      { onValue: (value) => values.push(value) },
    );
    const echo = firstValueFrom(echoesOf(worker));
    expect(worker.send('ping')).toBe(true);
    await expect(echo).resolves.toEqual({ echo: 'ping' });
    expect(values).toEqual([{ hello: 'mine' }, { echo: 'ping' }]);
  });

  it('starts another when it throws, with what it threw', async () => {
    const { worker, incidents, restarted } = await run();
    worker.send('throw');
    await restarted();
    expect(incidents).toMatchObject([
      { reason: 'told to throw', cause: 'error', decision: 'restart' },
    ]);
  });

  it('takes an exit code for a failure, unless it is 0', async () => {
    const { worker, incidents, restarted } = await run({ restart: 'transient' });
    worker.send({ exit: 7 });
    await restarted();
    expect(errorOf(incidents[0])).toEqual(new WorkerExitError(7));
    worker.send({ exit: 0 });
    await vi.waitUntil(() => supervisor?.children[0]?.state === 'completed', { timeout: 10_000 });
    expect(incidents).toHaveLength(1);
    expect(worker.send('anyone?')).toBe(false);
  });

  it('takes running out of memory for what it is', async () => {
    const { worker, incidents, restarted } = await run({
      worker: { resourceLimits: { maxOldGenerationSizeMb: 8 } },
    });
    worker.send('fill');
    await restarted();
    expect(errorOf(incidents[0])).toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' });
  });

  it('replaces a worker that is caught in an endless loop', async () => {
    const { worker, incidents, restarted } = await run({ heartbeatTimeout: 1_000 });
    worker.send('loop');
    await restarted();
    expect(incidents[0]).toMatchObject({
      cause: 'heartbeat',
      reason: 'no heartbeat for 1000 ms',
    });
    const echo = firstValueFrom(echoesOf(worker));
    worker.send('still there?');
    await expect(echo).resolves.toEqual({ echo: 'still there?' });
  });

  it('logs its output line by line, cut where it is too long', async () => {
    const { worker, logger } = await run();
    worker.send('print');
    await vi.waitUntil(() => logger.lines.length === 2, { timeout: 10_000 });
    expect(logger.lines).toEqual([
      { level: 'info', message: 'line one', fields: { service: 'crunch', stream: 'stdout' } },
      {
        level: 'info',
        message: `${'x'.repeat(8_192)}…`,
        fields: { service: 'crunch', stream: 'stdout' },
      },
    ]);
  });

  it('terminates what doesn’t end in time, and waits for its exit', async () => {
    const { worker, supervisor: own } = await run({ stopTimeout: 50 });
    worker.send('loop');
    await expect(own.stop()).resolves.toEqual({ leaked: [] });
    expect(own.children[0]?.state).toBe('stopped');
  });

  it('isn’t kept waiting by an exit that Node.js doesn’t tell', async () => {
    let exits = 0;
    const connect = (worker: Worker): RunConnection => {
      const tell = worker.emit.bind(worker) as (event: string, ...rest: unknown[]) => boolean;
      const emit = (event: string, ...rest: unknown[]): boolean =>
        event === 'exit' && ++exits === 1 ? false : tell(event, ...rest);
      Object.assign(worker, { emit });
      return { close: async () => undefined };
    };
    const { worker, supervisor: own } = await run({ stopTimeout: 50, connect });
    worker.send('loop');
    await expect(own.stop()).resolves.toEqual({ leaked: [] });
    expect(own.children[0]?.state).toBe('stopped');
    expect(exits).toBe(1);
  });

  it('refuses a file that isn’t there', () => {
    const url = new URL('./fixtures/missing.js', import.meta.url);
    expect(() => workerService({ name: 'crunch', url })).toThrow(ChildSpecError);
    expect(() => workerService({ name: 'crunch', url })).toThrow(
      /^'crunch' has no worker file at .*missing\.js$/,
    );
  });

  it('refuses an option that is none', () => {
    const url = new URL('data:text/javascript,');
    const options = { name: 'crunch', url, workerdata: 1, stopTimout: 50 };
    expect(() => workerService(options)).toThrow(
      new OptionTypeError(
        'workerdata is not a known option; known here: name, restart, dependsOn, critical, significant, heartbeatTimeout, backoff, limit, stableAfter, cooldown, startTimeout, stopTimeout, url, worker, readyWhen, connect',
      ),
    );
  });

  it('reports a file that can’t be loaded as a failure to start', async () => {
    const url = new URL('data:text/javascript,import "./nothing.js"');
    await expect(run({ url })).rejects.toThrow("'crunch' failed to start");
  });

  describe('with a parentLink', () => {
    it('is ready when it says so', async () => {
      const worker = workerService({ name: 'crunch', url: linked, readyWhen: 'called' });
      supervisor = new Supervisor({ logger: memoryLogger(), children: [worker] });
      const start = supervisor.start();
      expect(supervisor.children[0]?.state).toBe('starting');
      worker.send('ready');
      await start;
      expect(supervisor.children[0]?.state).toBe('running');
    });

    it('answers requests, and says why it can’t', async () => {
      const { worker } = await run({ url: linked });
      await expect(Promise.all([worker.request(1), worker.request(2)])).resolves.toEqual([2, 4]);
      await expect(worker.request('throw')).rejects.toThrow("'crunch' can't answer: no answer");
    });

    it('leaves no request without an end when it dies', async () => {
      const { worker } = await run({ url: linked });
      const never = worker.request('never');
      const exit = worker.request('exit');
      await expect(never).rejects.toThrow("'crunch' can't answer: the worker exited with code 3");
      await expect(exit).rejects.toBeInstanceOf(RequestFailedError);
    });

    it('gives up a request whose signal is aborted', async () => {
      const { worker } = await run({ url: linked });
      const controller = new AbortController();
      const never = worker.request('never', { signal: controller.signal });
      controller.abort(new Error('too late'));
      await expect(never).rejects.toThrow('too late');
      await expect(worker.request('never', { signal: controller.signal })).rejects.toThrow(
        'too late',
      );
    });

    it('ends in its own time when it is asked to, with what it still has to say', async () => {
      const { worker, supervisor: own } = await run({ url: linked, stopTimeout: 4_321 });
      const last = firstValueFrom(worker.messages$.pipe(take(1), toArray()));
      await own.stop();
      await expect(last).resolves.toEqual([{ bye: 4_321 }]);
    });
  });

  it('doesn’t answer while it isn’t running', async () => {
    const worker = workerService({ name: 'crunch', url: plain });
    expect(worker.send(1)).toBe(false);
    await expect(worker.request(1)).rejects.toThrow("'crunch' can't answer: it is not running");
  });
});
