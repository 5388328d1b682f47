import { finalize, timer } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { createKernel, OptionRangeError, OptionTypeError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { HealthChecks } from '../../lib/health/HealthChecks.js';
import { quiet } from '../kernel/quiet.js';

const virtually = (run: (helpers: RunHelpers) => void): void =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run);
const never = (): Promise<never> => new Promise(() => {});
const pending = { name: 'a', critical: true, state: 'pending' };
const passing = { name: 'a', critical: true, state: 'passing' };
const failing = (reason: string) => ({ name: 'a', critical: true, state: 'failing', reason });

describe('a health check', () => {
  it('runs when begun, then every interval from the end of the run before', () => {
    virtually(({ expectObservable, flush }) => {
      const checks = new HealthChecks();
      let runs = 0;
      checks.check('a', () => (runs += 1) !== 2, { interval: 10 });
      expect(runs).toBe(0);
      void checks.start();
      expectObservable(checks.statuses$, '^ 25ms !').toBe('a 9ms b 9ms a', {
        a: [passing],
        b: [failing('it says no')],
      });
      timer(50).subscribe(() => checks.stop());
      flush();
      expect(runs).toBe(5);
    });
  });

  it('says nothing while it comes to the same', () => {
    virtually(({ expectObservable, flush }) => {
      const checks = new HealthChecks();
      checks.check('a', () => true, { interval: 1 });
      void checks.start();
      expectObservable(checks.statuses$, '^ 50ms !').toBe('a', { a: [passing] });
      timer(60).subscribe(() => checks.stop());
      flush();
    });
  });

  it('that hangs fails at its timeout, has its signal aborted, and holds up no other', () => {
    virtually(({ expectObservable, flush }) => {
      const checks = new HealthChecks();
      const signals: AbortSignal[] = [];
      const hanging = (signal: AbortSignal): Promise<never> => (signals.push(signal), never());
      checks.check('a', hanging, { timeout: 5, interval: 100 });
      checks.check('b', () => true, { critical: false });
      const b = { name: 'b', critical: false, state: 'passing' };
      void checks.start();
      expectObservable(checks.statuses$, '^ 50ms !').toBe('a 4ms b', {
        a: [pending, b],
        b: [failing('no answer within 5 ms'), b],
      });
      timer(60).subscribe(() => checks.stop());
      flush();
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    });
  });

  it('that goes on past its timeout is not joined by another run, and fails until it ends', () => {
    virtually(({ expectObservable, flush }) => {
      const checks = new HealthChecks();
      const lasting = [27, 7, 0]; // milliseconds
      let runs = 0;
      let running = 0;
      const stubborn = () => {
        const ended$ = timer(lasting[runs++] ?? 0).pipe(finalize(() => (running -= 1)));
        running += 1;
        expect(running).toBe(1);
        // A promise, but in virtual time.
        return { then: (done: () => void) => (ended$.subscribe({ complete: done }), never()) };
      };
      checks.check('a', stubborn, { timeout: 5, interval: 10 });
      void checks.start();
      // Looked at: 5 given up, 15 and 25 still there, 35 again, 40 given up, 50 again.
      expectObservable(checks.statuses$, '^ 60ms !').toBe('a 4ms b 9ms c 24ms b 9ms d', {
        a: [pending],
        b: [failing('no answer within 5 ms')],
        c: [failing('still without an answer since 1970-01-01T00:00:00.000Z')],
        d: [passing],
      });
      timer(70).subscribe(() => checks.stop());
      flush();
      expect([runs, running]).toEqual([4, 0]);
    });
  });

  it('that rejects after it was given up fails no more than that, and runs again', async () => {
    const checks = new HealthChecks();
    const late: ((reason: Error) => void)[] = [];
    checks.check('a', () => new Promise((_resolve, reject) => late.push(reject)), {
      timeout: 1,
      interval: 1,
    });
    await checks.start();
    expect(checks.statuses).toEqual([failing('no answer within 1 ms')]);
    late[0]?.(new Error('too late'));
    while (late.length < 2) await new Promise(setImmediate);
    checks.stop();
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
      'no disk',
    ],
    ['rejects', async () => Promise.reject(new Error('no route')), 'no route'],
    ['is false', () => false, 'it says no'],
    ['resolves to false', async () => false, 'it says no'],
  ])('that %s fails, and says why', async (_case, check, reason) => {
    const checks = new HealthChecks();
    checks.check('a', check);
    await checks.start();
    expect(checks.statuses).toEqual([failing(reason)]);
    checks.stop();
  });

  it.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a promise of nothing', async () => {}],
    ['anything but false', () => 0],
  ])('that returns %s passes', async (_case, check) => {
    const checks = new HealthChecks();
    checks.check('a', check);
    await checks.start();
    expect(checks.statuses).toEqual([passing]);
    checks.stop();
  });

  it('runs no more once it is removed, and its name is free again', () => {
    virtually(({ expectObservable, flush }) => {
      const checks = new HealthChecks();
      let runs = 0;
      const check = checks.check('a', () => (runs += 1), { interval: 1 });
      void checks.start();
      check.unsubscribe();
      expectObservable(checks.statuses$, '^ 50ms !').toBe('a', { a: [] });
      flush();
      expect(runs).toBe(1);
      checks.check('a', () => true, { critical: false });
      expect(checks.statuses).toEqual([{ ...passing, critical: false }]);
      checks.stop();
    });
  });

  it('keeps nobody waiting once all are stopped, and none runs after that', async () => {
    const checks = new HealthChecks();
    checks.check('a', never);
    const started = checks.start();
    checks.stop();
    await started;
    let runs = 0;
    checks.check('b', () => (runs += 1));
    expect([runs, checks.statuses]).toEqual([0, []]);
  });

  it.each([
    ['no name', ['', () => true], OptionTypeError, /name must be a string that isn't empty/],
    ["the kernel's name", ['kernel.bus', () => true], OptionTypeError, /'kernel.bus'.*taken/],
    ["another's name", ['taken', () => true], OptionTypeError, /'taken': that is taken/],
    ['no function', ['a', true], OptionTypeError, /check must be a function, got true/],
    [
      'no time',
      ['a', () => true, { timeout: 0 }],
      OptionRangeError,
      /timeout must be milliseconds/,
    ],
    [
      'an endless wait',
      ['a', () => true, { interval: Infinity }],
      OptionRangeError,
      /interval must/,
    ],
    [
      'no word',
      ['a', () => true, { critical: 'yes' }],
      OptionTypeError,
      /critical must be true or/,
    ],
  ])('is refused with %s', (_case, args, kind, message) => {
    const checks = new HealthChecks();
    checks.check('taken', () => true);
    const add = (): unknown => Reflect.apply(checks.check.bind(checks), undefined, args);
    expect(add).toThrow(kind);
    expect(add).toThrow(message);
  });
});

describe("a kernel's checks", () => {
  const config = { env: {}, reloadOn: [], values: { observability: { enabled: true } } };

  it('decide on readiness if critical, else degrade it, and never run in a request', async () => {
    await using kernel = await createKernel({ ...quiet, config });
    const runs = { disk: 0, dns: 0 };
    kernel.health.check('disk', () => ((runs.disk += 1), true));
    kernel.health.check('dns', () => ((runs.dns += 1), false), { critical: false });
    await kernel.start();
    expect(kernel.readiness).toEqual({ ready: true, missing: [], degraded: ['dns'] });
    const url = `http://${kernel.address ?? ''}/readyz`;
    for (let i = 0; i < 3; i++) {
      expect(await (await fetch(url)).json()).toEqual(kernel.readiness);
    }
    kernel.health.check('late', () => false);
    const unready = await fetch(`${url}?verbose`);
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({
      ready: false,
      missing: ['late'],
      degraded: ['dns'],
      services: [],
      checks: [
        { name: 'disk', state: 'passing', critical: true },
        { name: 'dns', state: 'failing', critical: false, reason: 'it says no' },
        { name: 'late', state: 'failing', critical: true, reason: 'it says no' },
      ],
      warnings: [],
    });
    expect(runs).toEqual({ disk: 1, dns: 1 });
    const { body } = await kernel.metrics.render();
    expect(body).toContain('health_check_passing{check="late"} 0');
    expect(body).toContain('kernel_degraded 1');
  });

  it('have all reported when the kernel has started, and a hanging one cannot hold up its stop', async () => {
    const kernel = await createKernel({ ...quiet, config });
    kernel.health.check('hung', never, { timeout: 2 ** 31 - 1 });
    const starting = kernel.start().catch((error: unknown) => error);
    while (!kernel.address) await new Promise(setImmediate);
    const startup = await fetch(`http://${kernel.address}/startupz`);
    expect(startup.status).toBe(503);
    expect(await startup.json()).toEqual({ started: false, missing: ['hung'] });
    expect(await kernel.stop()).toMatchObject({ clean: true });
    expect(await starting).toMatchObject({ code: 'ERR_KERNEL_STOPPED' });
  });
});

describe('a rejected reload', () => {
  it('degrades the node until the next good one', async () => {
    const env: Record<string, string> = {};
    await using kernel = await createKernel({ ...quiet, config: { env, reloadOn: [] } });
    await kernel.start();
    env['RONK_LOG_LEVEL'] = 'loud';
    await kernel.config.reload();
    expect(kernel.readiness).toEqual({ ready: true, missing: [], degraded: ['kernel.config'] });
    expect(kernel.health.report().warnings).toEqual([
      { name: 'kernel.config', reason: expect.stringContaining('RONK_LOG_LEVEL') as unknown },
    ]);
    delete env['RONK_LOG_LEVEL'];
    await kernel.config.reload();
    expect(kernel.readiness.degraded).toEqual([]);
  });
});
