import { createServer } from 'node:http';
import { once } from 'node:events';
import {
  filter,
  firstValueFrom,
  ignoreElements,
  interval,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  timer,
} from 'rxjs';
import {
  ChildSpecError,
  ChildStartError,
  concatMapBounded,
  ConfigRejectedError,
  createKernel,
  KernelStoppedError,
  ListenError,
  ofType,
  OptionTypeError,
  type BusEvent,
  processService,
  workerService,
  type KernelContext,
  type Readiness,
} from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { Journal, quiet } from './kernel/quiet.js';

/** Neither this machine's environment nor its signals. */
const still = { env: {}, reloadOn: [] } as const;
const idle = (name: string) => ({ name, start: () => NEVER });
/** Restarts at once, and gives up after the first. */
const eager = { supervisor: { backoffBase: 0, restartCap: 1 } };

describe('workers and processes as services of a kernel', () => {
  it('publish what they send, typed, and need nothing around them', async () => {
    const code =
      "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ type: 'hot', celsius: 90 }); parentPort.on('message', () => {})";
    const hot = workerService<never, { readonly type: 'hot'; readonly celsius: number }>({
      name: 'thermometer',
      url: new URL(`data:text/javascript,${code}`),
    });
    const sleeper = processService({
      name: 'sleeper',
      command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1e3)'],
    });
    await using kernel = await createKernel({ ...quiet, config: still, services: [hot, sleeper] });
    const reading = firstValueFrom(kernel.bus.pipe(ofType('hot')));
    await kernel.start();
    expect((await reading).celsius).toBe(90);
    expect(kernel.supervisor.children.map(({ state }) => state)).toEqual(['running', 'running']);
  });
});

describe('starting a kernel', () => {
  it('starts nothing by creating it', async () => {
    const started: string[] = [];
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [{ name: 'a', start: () => (started.push('a'), NEVER) }],
    });
    expect(started).toEqual([]);
    expect(kernel.readiness).toEqual({ ready: false, missing: ['kernel.start'], degraded: [] });
    await kernel.stop();
  });

  it('starts services in order, each once the one before is ready, and resolves when all are', async () => {
    const steps: string[] = [];
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [
        {
          name: 'store',
          start: async ({ ready, signal }) => {
            steps.push('store starts');
            await firstValueFrom(timer(5));
            steps.push('store is ready');
            ready();
            await once(signal, 'abort');
          },
        },
        { name: 'api', start: () => (steps.push('api starts'), NEVER) },
      ],
    });
    await kernel.start();
    expect(steps).toEqual(['store starts', 'store is ready', 'api starts']);
    expect(kernel.readiness).toEqual({ ready: true, missing: [], degraded: [] });
    await kernel.stop();
  });

  it('names who is missing until nobody is', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [idle('a'), idle('b')],
    });
    const seen: Readiness[] = [];
    kernel.readiness$.subscribe((readiness) => seen.push(readiness));
    await kernel.start();
    expect(seen.map(({ missing }) => missing)).toEqual([['kernel.start'], ['a', 'b'], ['b'], []]);
    await kernel.stop();
  });

  it('is ready without services too', async () => {
    await using kernel = await createKernel({ ...quiet, config: still });
    await kernel.start();
    expect(kernel.readiness.ready).toBe(true);
  });

  it('starts once, however often it is asked', async () => {
    let starts = 0;
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [{ name: 'a', start: () => ((starts += 1), NEVER) }],
    });
    await Promise.all([kernel.start(), kernel.start()]);
    expect(starts).toBe(1);
    await kernel.stop();
  });

  it('that fails stops what had started, in reverse, and says why', async () => {
    const steps: string[] = [];
    const service = (name: string) => ({
      name,
      start: async ({ ready, signal }: KernelContext) => {
        steps.push(`${name} starts`);
        ready();
        await once(signal, 'abort');
        steps.push(`${name} stops`);
      },
    });
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [
        service('a'),
        service('b'),
        { name: 'c', start: () => throwError(() => new Error('no disk')) },
      ],
    });
    const failure = kernel.start();
    await expect(failure).rejects.toThrow(ChildStartError);
    await expect(failure).rejects.toThrow(/'c'.*no disk/);
    expect(steps).toEqual(['a starts', 'b starts', 'b stops', 'a stops']);
    expect((await kernel.stop()).reason).toMatch(/^failed to start: .*no disk/);
    expect(kernel.readiness).toEqual({ ready: false, missing: ['kernel.shutdown'], degraded: [] });
  });

  it('fails when the server cannot have its address, before any service starts', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = Object(taken.address()) as { port: number };
    const started: string[] = [];
    const address = `127.0.0.1:${port}`;
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { observability: { enabled: true, address } } },
      services: [{ name: 'a', start: () => (started.push('a'), NEVER) }],
    });
    await expect(kernel.start()).rejects.toThrow(ListenError);
    expect(started).toEqual([]);
    expect(kernel.address).toBeUndefined();
    await once(taken.close(), 'close');
  });

  it('is refused after a stop, and cut short by one', async () => {
    const stopped = await createKernel({ ...quiet, config: still });
    await stopped.stop();
    await expect(stopped.start()).rejects.toThrow(KernelStoppedError);

    const ran = await createKernel({ ...quiet, config: still });
    await ran.start();
    await ran.stop();
    await expect(ran.start()).rejects.toThrow('this kernel was stopped; create another');

    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [{ name: 'slow', readyWhen: 'called', start: () => NEVER }],
    });
    const starting = kernel.start();
    const stopping = kernel.stop('changed my mind');
    await expect(starting).rejects.toThrow(KernelStoppedError);
    expect(await stopping).toMatchObject({ reason: 'changed my mind', clean: true });
  });
});

describe('a stop in the middle of a start', () => {
  it('leaves no server behind, however far the start had come', async () => {
    for (let turns = 0; turns < 20; turns++) {
      const kernel = await createKernel({
        ...quiet,
        config: { ...still, values: { observability: { enabled: true } } },
        services: [idle('a')],
      });
      const starting = kernel.start().catch((error: unknown) => error);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      expect(await kernel.stop()).toMatchObject({ clean: true });
      await starting;
      expect(kernel.address).toBeUndefined();
      await new Promise(setImmediate); // in which libuv lets go of what was closed
      expect(process.getActiveResourcesInfo()).not.toContain('TCPServerWrap');
    }
  });
});

describe('a service', () => {
  it('is published on the bus with all it emits', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [
        { name: 'a', restart: 'temporary', start: () => of({ type: 'reading', celsius: 21 }) },
        {
          name: 'b',
          restart: 'temporary',
          start: async function* () {
            yield { type: 'alarm', reason: 'too warm' };
          },
        },
        { name: 'c', restart: 'temporary', start: async () => {} },
      ],
    });
    const seen: unknown[] = [];
    kernel.bus.subscribe((event) => seen.push(event));
    await kernel.start();
    await kernel.stop();
    expect(seen).toContainEqual({ type: 'reading', celsius: 21 });
    expect(seen).toContainEqual({ type: 'alarm', reason: 'too warm' });
    expect(seen).not.toContain(undefined);
  });

  it('is handed its name, the bus, the config and a logger that knows it', async () => {
    const logger = new Journal();
    let handed: KernelContext | undefined;
    const kernel = await createKernel({
      signals: false,
      logger,
      config: { ...still, values: { bus: { capacity: 8 } } },
      services: [{ name: 'a', start: (context) => ((handed = context), NEVER) }],
    });
    await kernel.start();
    handed?.logger.info('hello', { more: true });
    expect(handed?.name).toBe('a');
    expect(handed?.bus).toBe(kernel.bus);
    expect(handed?.config.value.bus.capacity).toBe(8);
    expect(logger.entries).toContainEqual({
      level: 'info',
      event: 'hello',
      fields: { service: 'a', more: true },
    });
    await kernel.stop();
  });

  it('that crashes is told on the bus with the reason, and restarted', async () => {
    let runs = 0;
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: eager },
      services: [
        {
          name: 'a',
          start: () =>
            (runs += 1) === 1
              ? timer(1).pipe(
                  map(() => {
                    throw new Error('boom');
                  }),
                )
              : NEVER,
        },
      ],
    });
    const seen: BusEvent[] = [];
    kernel.bus.subscribe((event) => seen.push(event));
    await kernel.start();
    await firstValueFrom(kernel.readiness$.pipe(filter(({ ready }) => !ready)));
    await firstValueFrom(kernel.readiness$.pipe(filter(({ ready }) => ready)));
    await kernel.stop('done');
    expect(seen.filter(({ type }) => type !== 'kernel.health')).toEqual([
      { type: 'kernel.service.crashed', service: 'a', reason: 'boom' },
      { type: 'kernel.shutdown', reason: 'done' },
    ]);
    expect(seen.filter(({ type }) => type === 'kernel.health')).toEqual([
      { type: 'kernel.health', service: 'a', ok: true },
      { type: 'kernel.health', service: 'a', ok: false },
      { type: 'kernel.health', service: 'a', ok: true },
      { type: 'kernel.health', service: 'a', ok: false },
    ]);
    const { body } = await kernel.metrics.render();
    expect(body).toContain('service_restarts_total{service="a"} 1');
  });

  it('in quarantine makes the node unready and is named, if the node needs it', async () => {
    const crashing = (name: string, critical: boolean) => ({
      name,
      critical,
      start: ({ ready }: KernelContext) => {
        ready();
        return timer(1).pipe(
          map((): never => {
            throw new Error('boom');
          }),
        );
      },
    });
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: eager },
      services: [crashing('helper', false), crashing('store', true), idle('api')],
    });
    await kernel.start();
    await firstValueFrom(
      kernel.supervisor.children$.pipe(
        filter((children) => children.filter(({ state }) => state === 'quarantined').length === 2),
      ),
    );
    expect(kernel.readiness).toEqual({
      ready: false,
      missing: ['store'],
      degraded: ['helper'],
    });
    const { body } = await kernel.metrics.render();
    expect(body).toContain('service_state{service="store",state="quarantined"} 1');
    expect(body).toContain('kernel_ready 0');
    await kernel.stop();
  });
});

describe('stopping a kernel', () => {
  it('tells everyone, stops services in reverse, drains the bus, and reports', async () => {
    const steps: string[] = [];
    const service = (name: string) => ({
      name,
      start: async ({ bus, ready, signal }: KernelContext) => {
        bus.pipe(ofType('kernel.shutdown')).subscribe(() => steps.push(`${name} is told`));
        ready();
        await once(signal, 'abort');
        steps.push(`${name} stops`);
        return { type: 'last words', from: name };
      },
    });
    const kernel = await createKernel({
      ...quiet,
      config: still,
      services: [service('a'), service('b')],
    });
    const saved: string[] = [];
    kernel.bus
      .pipe(
        concatMapBounded(async ({ type }) => {
          await firstValueFrom(timer(1));
          saved.push(type);
        }),
      )
      .subscribe();
    await kernel.start();
    const report = await kernel.stop('maintenance');
    expect(steps).toEqual(['a is told', 'b is told', 'b stops', 'a stops']);
    expect(report).toEqual({ reason: 'maintenance', clean: true, leaked: [], abandoned: [] });
    expect(saved).toContain('kernel.shutdown');
    expect(saved.at(-1)).toBe('kernel.health');
  });

  it('is one stop, however often it is asked for', async () => {
    const kernel = await createKernel({ ...quiet, config: still, services: [idle('a')] });
    await kernel.start();
    const first = kernel.stop('first');
    expect(kernel.stop('second')).toBe(first);
    expect((await first).reason).toBe('first');
  });

  it('never has an empty reason', async () => {
    const kernel = await createKernel({ ...quiet, config: still });
    expect((await kernel.stop('')).reason).not.toBe('');
  });

  it('is unready at once, and leaves everything running for the drain delay', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { shutdown: { drainDelay: '3s' } } },
      services: [idle('a')],
    });
    await kernel.start();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    try {
      const stopping = kernel.stop();
      expect(kernel.readiness).toEqual({
        ready: false,
        missing: ['kernel.shutdown'],
        degraded: [],
      });
      await vi.advanceTimersByTimeAsync(2_999);
      expect(kernel.supervisor.children[0]?.state).toBe('running');
      await vi.advanceTimersByTimeAsync(1);
      expect(await stopping).toMatchObject({ clean: true });
    } finally {
      vi.useRealTimers();
    }
  });

  it('answers probes to the last, then closes the server', async () => {
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { observability: { enabled: true } } },
      services: [
        {
          name: 'a',
          start: async ({ signal }) => {
            await once(signal, 'abort');
            await held;
          },
        },
      ],
    });
    await kernel.start();
    const url = `http://${kernel.address ?? ''}/readyz`;
    expect((await fetch(url)).status).toBe(200);
    const stopping = kernel.stop();
    const answer = await fetch(url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({
      ready: false,
      missing: ['kernel.shutdown'],
      degraded: [],
    });
    letGo();
    expect(await stopping).toMatchObject({ clean: true });
    expect(kernel.address).toBeUndefined();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('names services that do not end, and subscribers that were not done', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { shutdown: { deadline: 20 } } },
      services: [{ name: 'stuck', start: () => new Promise<never>(() => {}) }],
    });
    kernel.bus
      .pipe(concatMapBounded(() => new Promise<never>(() => {}), { name: 'slow' }))
      .subscribe();
    await kernel.start();
    const report = await kernel.stop();
    expect(report).toMatchObject({ clean: false, leaked: ['stuck'] });
    expect(report.abandoned.map(({ subscriber }) => subscriber)).toEqual(['slow']);
  });

  it('completes readiness, bus and config', async () => {
    const kernel = await createKernel({ ...quiet, config: still });
    const completed: string[] = [];
    kernel.readiness$.subscribe({ complete: () => completed.push('readiness') });
    kernel.bus.subscribe({ complete: () => completed.push('bus') });
    kernel.config.snapshots$.subscribe({ complete: () => completed.push('config') });
    await kernel.start();
    await kernel.stop();
    expect(completed).toEqual(['bus', 'config', 'readiness']);
    expect(kernel.bus.publish({ type: 'kernel.health', service: 'a', ok: true })).toBe(0);
  });

  it('comes of itself when the supervisor ends', async () => {
    const limited = await createKernel({
      ...quiet,
      config: { ...still, values: eager },
      supervision: { limit: { restarts: 0, within: 1_000 } },
      services: [
        {
          name: 'a',
          start: () =>
            timer(1).pipe(
              map((): never => {
                throw new Error('boom');
              }),
            ),
        },
      ],
    });
    await limited.start();
    await firstValueFrom(
      limited.readiness$.pipe(filter(({ missing }) => missing.includes('kernel.shutdown'))),
    );
    expect((await limited.stop()).reason).toMatch(/^supervision gave up: .*boom/);

    const finite = await createKernel({
      ...quiet,
      config: still,
      supervision: { autoShutdown: 'any-significant' },
      services: [
        {
          name: 'job',
          restart: 'transient',
          significant: true,
          start: () => timer(1).pipe(map(() => ({ type: 'done' }))),
        },
      ],
    });
    await finite.start();
    await firstValueFrom(
      finite.readiness$.pipe(filter(({ missing }) => missing.includes('kernel.shutdown'))),
    );
    expect((await finite.stop()).reason).toBe('its significant services have ended');
  });
});

describe("a kernel's config", () => {
  it('is its own keys beside those of a schema, and is told on the bus when it changes', async () => {
    const logger = new Journal();
    const env: Record<string, string> = {};
    const kernel = await createKernel({ signals: false, logger, config: { env, reloadOn: [] } });
    const updates: unknown[] = [];
    kernel.bus.pipe(ofType('kernel.config.updated')).subscribe((event) => updates.push(event));
    await kernel.start();

    env['RONK_LOG_LEVEL'] = 'debug';
    expect((await kernel.config.reload()).status).toBe('applied');
    expect((await kernel.config.reload()).status).toBe('unchanged');
    env['RONK_LOG_LEVEL'] = 'loud';
    expect((await kernel.config.reload()).status).toBe('rejected');

    const { body } = await kernel.metrics.render();
    await kernel.stop();
    expect(updates).toEqual([{ type: 'kernel.config.updated', version: 2 }]);
    expect(body).toContain('config_version 2');
    for (const outcome of ['applied', 'unchanged', 'rejected']) {
      expect(body).toContain(`config_reloads_total{outcome="${outcome}"} 1`);
    }
    expect(logger.entries).toContainEqual({
      level: 'info',
      event: 'config updated',
      fields: {
        version: 2,
        status: 'applied',
        changed: ['log.level: "info" → "debug"'],
        pendingRestart: [],
      },
    });
    expect(logger.entries).toContainEqual({
      level: 'error',
      event: 'config rejected',
      fields: { reason: expect.stringMatching(/^RONK_LOG_LEVEL: log.level must/) as unknown },
    });
  });

  it('is rolled back when the service it is guarded by crashes after a change', async () => {
    const logger = new Journal();
    const env: Record<string, string> = {};
    const kernel = await createKernel({
      signals: false,
      logger,
      config: { env, reloadOn: [], guard: { service: 'ingest', for: 60_000 } },
      services: [
        {
          name: 'ingest',
          start: ({ config }) =>
            config
              .select(({ log }) => log.level)
              .pipe(
                map((level) => {
                  if (level === 'debug') throw new Error(`can't do ${level}`);
                }),
                ignoreElements(),
              ),
        },
      ],
    });
    await kernel.start();
    const back = firstValueFrom(
      kernel.config.reloads$.pipe(filter(({ status }) => status === 'rolled-back')),
    );
    env['RONK_LOG_LEVEL'] = 'debug';
    expect((await kernel.config.reload()).status).toBe('applied');
    expect(await back).toMatchObject({ version: 3, changed: ['log.level'] });
    expect(kernel.config.value.log.level).toBe('info');
    const { body } = await kernel.metrics.render();
    const { degraded } = kernel.readiness;
    await kernel.stop();
    expect(body).toContain('config_reloads_total{outcome="rolled-back"} 1');
    expect(degraded).toEqual(['kernel.config']);
    expect(logger.entries).toContainEqual({
      level: 'info',
      event: 'config updated',
      fields: {
        version: 3,
        status: 'rolled-back',
        changed: ['log.level: "debug" → "info"'],
        pendingRestart: [],
      },
    });
  });

  it.each([
    ['nobody', []],
    ['a', [{ ...idle('a'), critical: false }]],
  ])('can only be guarded by a critical service', async (service, services) => {
    const config = { ...still, guard: { service, for: 1 } };
    await expect(createKernel({ config, services })).rejects.toThrow(
      `config.guard.service must be the name of a critical service, got '${service}'`,
    );
  });

  it('says what failed and left it in force', async () => {
    const logger = new Journal();
    const broken$ = new Subject<unknown>();
    const config = { env: {}, reloadOn: [broken$] };
    const kernel = await createKernel({ signals: false, logger, config });
    broken$.error(new Error('watcher gone'));
    await kernel.stop();
    expect(logger.events).toContain('config trouble');
    expect(logger.events).not.toContain('config rejected');
  });

  it('changes how services are supervised from then on', async () => {
    const env: Record<string, string> = { RONK_SUPERVISOR_RESTART_CAP: '5' };
    const kernel = await createKernel({
      ...quiet,
      config: { env, reloadOn: [], values: { supervisor: { backoffBase: 0 } } },
      services: [
        {
          name: 'a',
          start: ({ ready }) => (
            ready(),
            timer(1).pipe(
              map((): never => {
                throw new Error('boom');
              }),
            )
          ),
        },
      ],
    });
    env['RONK_SUPERVISOR_RESTART_CAP'] = '0';
    await kernel.config.reload();
    await kernel.start();
    await firstValueFrom(
      kernel.supervisor.children$.pipe(filter(([child]) => child?.state === 'quarantined')),
    );
    expect(kernel.supervisor.children[0]?.restarts).toBe(0);
    await kernel.stop();
  });

  it('that is not valid is one clear error, and nothing is left behind', async () => {
    await expect(
      createKernel({ ...quiet, config: { ...still, values: { bus: { capcity: 1 } } } }),
    ).rejects.toThrow(ConfigRejectedError);
  });
});

describe("a kernel's bus", () => {
  it('counts what it loses, by subscriber', async () => {
    const kernel = await createKernel({ ...quiet, config: still });
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow$ = kernel.bus.pipe(concatMapBounded(() => held, { name: 'slow', capacity: 2 }));
    slow$.subscribe();
    await kernel.start();
    const told = firstValueFrom(kernel.bus.lag$);
    for (let version = 0; version < 10; version++) {
      kernel.bus.publish({ type: 'kernel.config.updated', version });
    }
    const { dropped } = await told;
    const { body } = await kernel.metrics.render();
    expect(body).toContain(`bus_lagged_total{subscriber="slow"} ${dropped}`);
    expect(body).toContain('bus_pending{subscriber="slow"} 2');
    expect(body).toContain('events_published_total 10');
    release();
    await kernel.stop();
  });

  it('makes the node unready when someone ends it', async () => {
    const kernel = await createKernel({ ...quiet, config: still });
    await kernel.start();
    await kernel.bus.close();
    expect(kernel.readiness).toEqual({ ready: false, missing: ['kernel.bus'], degraded: [] });
    await kernel.stop();
  });

  it('takes the options a bus has', async () => {
    const failures: unknown[] = [];
    const kernel = await createKernel({
      ...quiet,
      config: still,
      bus: { onError: (error, { event }) => failures.push([error, event.type]) },
    });
    const failure = new Error('render failed');
    kernel.bus.subscribe(() => {
      throw failure;
    });
    await kernel.start();
    await kernel.stop();
    expect(failures).toEqual([[failure, 'kernel.shutdown']]);
  });
});

describe("a kernel's server", () => {
  it('is not there unless enabled', async () => {
    const kernel = await createKernel({ ...quiet, config: still });
    await kernel.start();
    expect(kernel.address).toBeUndefined();
    await kernel.stop();
  });

  it('agrees with the kernel', async () => {
    const kernel = await createKernel({
      ...quiet,
      config: { ...still, values: { observability: { enabled: true } } },
      services: [
        { name: 'a', start: () => interval(1).pipe(map((n) => ({ type: 'tick', n }))) },
        { name: 'b', start: () => NEVER },
      ],
    });
    await kernel.start();
    const at = (path: string): Promise<Response> => fetch(`http://${kernel.address ?? ''}${path}`);
    expect(kernel.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect((await at('/healthz')).status).toBe(200);
    expect(await (await at('/readyz')).json()).toEqual({ ready: true, missing: [], degraded: [] });
    await kernel.supervisor.stopChild('b');
    const unready = await at('/readyz');
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({ ready: false, missing: ['b'], degraded: [] });
    const metrics = await (await at('/metrics')).text();
    expect(metrics).toContain('kernel_ready 0');
    expect(metrics).toContain(
      'request_latency_seconds_count{route="/readyz",method="GET",status="503"} 1',
    );
    await kernel.stop();
  });
});

describe('options that cannot work', () => {
  it.each([
    [
      'a logger without a level',
      { logger: { info: () => {} } },
      /logger\.debug must be a function/,
    ],
    ['a logger that is none', { logger: 'winston' }, /logger must be an object/],
    ['services that are no array', { services: {} }, /services must be an array, got an object/],
    [
      'a service that is null',
      { services: [{ name: 'a', start: () => NEVER }, null] },
      /services\[1\] must be an object, got null/,
    ],
    [
      'a config that is but a path',
      { config: 'kernel.toml' },
      /config must be an object, got 'kernel\.toml'/,
    ],
    ['sources that are no list', { config: { sources: {} } }, /config.sources must be a list/],
    [
      'signals that are no word',
      { signals: 'SIGTERM' },
      /signals must be true or false, got 'SIGTERM'/,
    ],
    ['uncaught errors that are no word', { uncaught: 1 }, /uncaught must be true or false, got 1/],
    [
      'a key that is none',
      { service: [] },
      "service is not a known option; did you mean 'services'?",
    ],
    [
      'a key that is like none',
      { port: 80 },
      'port is not a known option; known here: config, services, supervision, bus, logger, signals, uncaught',
    ],
    [
      'a key that is none of the config',
      { config: { ...still, flie: 'kernel.toml' } },
      "config.flie is not a known option; did you mean 'config.file'?",
    ],
    [
      'a config key that belongs into values',
      { config: { ...still, log: { level: 'warn' } } },
      'config.log is not a known option; known here: file, schema, values,',
    ],
    [
      'a key that is none of the guard',
      { config: { ...still, guard: { service: 'a', form: 1 } } },
      "config.guard.form is not a known option; did you mean 'config.guard.for'?",
    ],
    [
      'a key that is none of the supervision',
      { supervision: { stratgy: 'one-for-all' } },
      "supervision.stratgy is not a known option; did you mean 'supervision.strategy'?",
    ],
    [
      'supervision that is but a strategy',
      { supervision: 'one-for-all' },
      "supervision must be an object, got 'one-for-all'",
    ],
    [
      'a capacity of the bus, which is in the config',
      { bus: { capacity: 8 } },
      'bus.capacity is not a known option; known here: context, onError',
    ],
    [
      "a name that is the kernel's",
      { services: [{ name: 'kernel.bus', start: () => NEVER }] },
      /'kernel\.bus'.*choose another/,
    ],
  ])('%s', async (_case, options, message) => {
    const creating = createKernel({ ...quiet, config: still, ...(options as object) });
    await expect(creating).rejects.toThrow(OptionTypeError);
    await expect(creating).rejects.toThrow(message);
  });

  it('a misspelt option of a service', async () => {
    const ingest = { ...idle('ingest'), stopTimout: 5 };
    await expect(createKernel({ ...quiet, config: still, services: [ingest] })).rejects.toThrow(
      new ChildSpecError("'ingest' has no option 'stopTimout'; did you mean 'stopTimeout'?"),
    );
  });

  it('two services of one name', async () => {
    await expect(
      createKernel({ ...quiet, config: still, services: [idle('a'), idle('a')] }),
    ).rejects.toThrow(ChildSpecError);
  });
});
