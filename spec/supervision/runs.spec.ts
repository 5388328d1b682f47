import { NEVER, Observable, tap, timer } from 'rxjs';
import { constant, type ChildSpec, type Incident } from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../lib/supervision/Heartbeat.js';
import { marbles, memoryLogger, traced } from './support.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a run', () => {
  describe('of an observable', () => {
    it('is unsubscribed, after its signal was aborted', async () => {
      const events: string[] = [];
      const { supervisor } = traced({
        children: [
          {
            name: 'a',
            start: ({ signal }) =>
              new Observable(() => {
                signal.addEventListener('abort', () => events.push('abort'));
                return () => events.push('teardown');
              }),
          },
        ],
      });
      await supervisor.start();
      await supervisor.stop();
      expect(events).toEqual(['abort', 'teardown']);
    });

    it('stopped by its signal may go on until it completes, and is heard', () => {
      marbles(({ cold, flush }) => {
        const values: unknown[] = [];
        const { supervisor, trace } = traced({
          onValue: (value) => values.push(value),
          children: [{ name: 'a', stopBy: 'signal', start: () => cold('a--b--c|') }],
        });
        void supervisor.start();
        timer(1).subscribe(() => void supervisor.stop());
        flush();
        expect(values).toEqual(['a', 'b', 'c']);
        expect(trace.slice(2)).toEqual(['1 a stopping', '7 a stopped']);
      });
    });

    it('whose teardown throws is stopped all the same, and that is logged', async () => {
      const logger = memoryLogger();
      const { supervisor, now } = traced({
        logger,
        children: [
          {
            name: 'a',
            start: () =>
              new Observable(() => () => {
                throw new Error('clumsy');
              }),
          },
        ],
      });
      await supervisor.start();
      await supervisor.stop();
      expect(now()).toEqual(['a stopped']);
      expect(logger.lines).toMatchObject([
        { level: 'warn', message: 'failed while stopping', fields: { service: 'a' } },
      ]);
    });

    it('that is a firehose can be stopped while it is being subscribed to', async () => {
      let emitted = 0;
      const { supervisor, now } = traced({
        onValue: (value) => {
          if (value === 3) void supervisor.stop();
        },
        children: [
          {
            name: 'a',
            start: () =>
              new Observable<number>((subscriber) => {
                while (!subscriber.closed && emitted < 1_000) subscriber.next(++emitted);
              }),
          },
        ],
      });
      await supervisor.start().catch(() => undefined);
      expect(now()).toEqual(['a stopped']);
      expect(emitted).toBeLessThan(1_000);
    });
  });

  it('stopped by what it starts with is unsubscribed as soon as it is subscribed', async () => {
    const events: string[] = [];
    const { supervisor, now } = traced({
      children: [
        {
          name: 'a',
          start: () => {
            void supervisor.stop();
            return new Observable(() => {
              events.push('subscribed');
              return () => events.push('teardown');
            });
          },
        },
      ],
    });
    await supervisor.start().catch(() => undefined);
    await supervisor.stop();
    expect(events).toEqual(['subscribed', 'teardown']);
    expect(now()).toEqual(['a stopped']);
  });

  it('stopped by what it starts with may go on where its signal is what stops it', () => {
    marbles(({ cold, flush }) => {
      const values: unknown[] = [];
      const { supervisor, now } = traced({
        onValue: (value) => values.push(value),
        children: [
          {
            name: 'a',
            stopBy: 'signal',
            start: () => {
              void supervisor.stop();
              return cold('-a|');
            },
          },
        ],
      });
      supervisor.start().catch(() => undefined);
      flush();
      expect(values).toEqual(['a']);
      expect(now()).toEqual(['a stopped']);
    });
  });

  it.each([
    ['that beats', { heartbeatTimeout: 1_000 }],
    ['that isn’t ready', { readyWhen: 'called' as const, startTimeout: 1_000 }],
    ['that doesn’t end', { stopBy: 'signal' as const, stopTimeout: 10 }],
  ])('leaves no timer behind once it is stopped: one %s', async (_, options) => {
    vi.useFakeTimers();
    try {
      const { supervisor } = traced({
        children: [{ name: 'a', start: () => NEVER, ...options }],
      });
      supervisor.start().catch(() => undefined);
      await vi.advanceTimersByTimeAsync(100);
      const stopped = supervisor.stop();
      await vi.advanceTimersByTimeAsync(100);
      await stopped;
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is what any observable input makes of it', async () => {
    const values: unknown[] = [];
    const { supervisor, now } = traced({
      onValue: (value) => values.push(value),
      children: [{ name: 'a', restart: 'transient', start: () => 'abc' }],
    });
    await supervisor.start();
    expect(values).toEqual(['a', 'b', 'c']);
    expect(now()).toEqual(['a completed']);
    await supervisor.stop();
  });

  describe('of an async generator', () => {
    it('is waited for, its finally blocks included', async () => {
      const events: string[] = [];
      const { supervisor } = traced({
        children: [
          {
            name: 'a',
            start: async function* ({ signal }) {
              try {
                for (let n = 0; !signal.aborted; n++) {
                  yield n;
                  await turn();
                }
              } finally {
                await turn();
                events.push('cleaned up');
              }
            },
          },
        ],
      });
      await supervisor.start();
      await turn();
      await supervisor.stop();
      expect(events).toEqual(['cleaned up']);
    });

    it('that ignores its signal ends at its next yield', async () => {
      const { supervisor } = traced({
        children: [
          {
            name: 'a',
            start: async function* () {
              for (let n = 0; ; n++) {
                yield n;
                await turn();
              }
            },
          },
        ],
      });
      await supervisor.start();
      await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
    });
  });

  describe('of an async generator or a promise', () => {
    it.each([
      [
        'generator',
        async function* () {
          yield 'first';
          yield 'last';
        },
        ['first', 'last'],
      ],
      ['promise', () => Promise.resolve('value'), ['value']],
    ])('hands on what it says: a %s', async (_, start, expected) => {
      const values: unknown[] = [];
      const { supervisor, now } = traced({
        onValue: (value) => values.push(value),
        children: [{ name: 'a', restart: 'transient', start }],
      });
      await supervisor.start();
      await vi.waitFor(() => expect(now()).toEqual(['a completed']), { timeout: 30_000 });
      expect(values).toEqual(expected);
      await supervisor.stop();
    });

    it.each([
      [
        'generator',
        async function* (gone: Promise<unknown>) {
          yield 'before';
          await gone;
          yield 'after';
        },
        ['before'],
      ],
      ['promise', (gone: Promise<unknown>) => gone.then(() => 'after'), []],
    ])('says nothing once it was told to stop: a %s', async (_, input, expected) => {
      const values: unknown[] = [];
      const { supervisor } = traced({
        onValue: (value) => values.push(value),
        children: [
          {
            name: 'a',
            start: ({ signal }) =>
              input(new Promise((resolve) => signal.addEventListener('abort', resolve))),
          },
        ],
      });
      await supervisor.start();
      await turn();
      await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
      expect(values).toEqual(expected);
    });

    it.each([
      [
        'generator',
        // eslint-disable-next-line require-yield -- one that fails before it comes to that
        async function* (): AsyncGenerator<never> {
          throw new Error('broken');
        },
      ],
      ['promise', () => Promise.reject(new Error('broken'))],
    ])('fails with what it throws: a %s', async (_, start) => {
      const incidents: Incident[] = [];
      const { supervisor, now } = traced({
        children: [{ name: 'a', restart: 'temporary', start }],
      });
      supervisor.incidents$.subscribe((incident) => incidents.push(incident));
      await supervisor.start().catch(() => undefined);
      await vi.waitFor(() => expect(now()).toEqual([]), { timeout: 30_000 });
      expect(incidents).toMatchObject([{ child: 'a', reason: 'broken' }]);
      await supervisor.stop();
    });
  });

  describe('of a promise', () => {
    it('that fails as it is stopped, by more than saying that it was, is stopped and logged', async () => {
      const logger = memoryLogger();
      const { supervisor, now } = traced({
        logger,
        children: [
          {
            name: 'a',
            start: ({ signal }) =>
              new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => reject(new Error('not flushed')));
              }),
          },
        ],
      });
      await supervisor.start();
      await supervisor.stop();
      expect(now()).toEqual(['a stopped']);
      expect(logger.lines).toMatchObject([
        { level: 'warn', message: 'failed while stopping', fields: { service: 'a' } },
      ]);
    });

    it('that says it was aborted is just stopped', async () => {
      const logger = memoryLogger();
      const { supervisor, now } = traced({
        logger,
        children: [
          {
            name: 'a',
            start: ({ signal }) =>
              new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => reject(signal.reason as Error));
              }),
          },
        ],
      });
      await supervisor.start();
      await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
      expect(now()).toEqual(['a stopped']);
      expect(logger.lines).toEqual([]);
    });

    it('that never ends is cut off after its stopTimeout and reported; its late exit changes nothing', async () => {
      const logger = memoryLogger();
      const values: unknown[] = [];
      const incidents: Incident[] = [];
      let resolve: (value: unknown) => void = () => undefined;
      const { supervisor, now } = traced({
        logger,
        onValue: (value) => values.push(value),
        children: [
          {
            name: 'a',
            stopTimeout: 1,
            start: () => new Promise((settle) => (resolve = settle)),
          },
        ],
      });
      supervisor.incidents$.subscribe((incident) => incidents.push(incident));
      await supervisor.start();
      await expect(supervisor.stop()).resolves.toEqual({ leaked: ['a'] });
      expect(incidents).toMatchObject([
        {
          type: 'leak',
          child: 'a',
          generation: 1,
          reason: 'did not end within 1 ms of being asked to',
        },
      ]);
      expect(logger.lines).toMatchObject([
        { level: 'error', message: 'service leaked', fields: { service: 'a', generation: 1 } },
      ]);
      resolve('late');
      await turn();
      expect(values).toEqual([]);
      expect(now()).toEqual(['a stopped']);
      expect(supervisor.children[0]?.leaked).toBe(1);
    });
  });

  it('tells its signal how long it has', async () => {
    let timeout: unknown;
    const { supervisor } = traced({
      children: [
        {
          name: 'a',
          stopTimeout: 321,
          start: ({ signal }) => {
            signal.addEventListener(
              'abort',
              () => ({ timeout } = signal.reason as { timeout: unknown }),
            );
            return NEVER;
          },
        },
      ],
    });
    await supervisor.start();
    await supervisor.stop();
    expect(timeout).toBe(321);
  });

  it('finds its signal aborted where it asks for it only when it is told to end', async () => {
    const signals: AbortSignal[] = [];
    const { supervisor } = traced({
      children: [
        {
          name: 'a',
          stopTimeout: 321,
          start: (context) =>
            new Observable(() => () => signals.push(context.signal, context.signal)),
        },
      ],
    });
    await supervisor.start();
    await supervisor.stop();
    expect(signals[0]?.reason).toMatchObject({ timeout: 321 });
    expect(signals[1]).toBe(signals[0]);
  });

  it('aborts its signal when it ends by itself', async () => {
    let first: AbortSignal | undefined;
    const { supervisor } = traced({
      children: [
        {
          name: 'a',
          restart: 'transient',
          start: async ({ signal }) => {
            first ??= signal;
          },
        },
      ],
    });
    await supervisor.start();
    await turn();
    expect(first?.aborted).toBe(true);
    await supervisor.stop();
  });
});

describe('a heartbeat', () => {
  it('that is missed is a crash', () => {
    marbles(({ flush, cold }) => {
      const beats: ChildSpec['start'] = ({ heartbeat }) => cold('--x--x--x').pipe(tap(heartbeat));
      const { supervisor, trace } = traced({
        children: [{ name: 'a', heartbeatTimeout: 4, start: beats }],
      });
      const causes: string[] = [];
      supervisor.incidents$.subscribe(
        (i) => i.type === 'crash' && causes.push(`${i.cause}: ${i.reason}`),
      );
      void supervisor.start();
      timer(14).subscribe(() => void supervisor.stop());
      flush();
      // The last beat is at 8.
      expect(trace.slice(2)).toEqual(['12 a backoff', '14 a stopped']);
      expect(causes).toEqual(['heartbeat: no heartbeat for 4 ms']);
    });
  });

  it('is asked for from ready on', () => {
    marbles(({ flush }) => {
      const { supervisor, trace } = traced({
        children: [
          {
            name: 'a',
            heartbeatTimeout: 4,
            start: ({ ready }) => timer(20, 1_000).pipe(tap(ready)),
          },
        ],
      });
      void supervisor.start();
      timer(22).subscribe(() => void supervisor.stop());
      flush();
      expect(trace).toEqual(['0 a starting', '20 a running', '22 a stopping', '22 a stopped']);
    });
  });

  it('is not asked for while the event loop itself is stuck', () => {
    let now = 0;
    let due = (): void => undefined;
    const clock = {
      now: () => now,
      after: (_delay: number, work: () => void) => {
        due = work;
        return () => undefined;
      },
    };
    let missed = 0;
    const heartbeat = new Heartbeat(clock, 400, () => missed++);
    const tick = (elapsed: number): void => {
      now += elapsed;
      due();
    };
    // Ten seconds late, and later still: for the child that is two steps of 100 ms.
    tick(10_100);
    tick(20_100);
    expect(missed).toBe(0);
    heartbeat.beat();
    [100, 100, 100].forEach(tick);
    expect(missed).toBe(0);
    tick(100);
    expect(missed).toBe(1);
  });
});

describe('an incident', () => {
  it('says what happened, what is done about it, and how often it happened alike', () => {
    marbles(({ cold, flush }) => {
      const error = new Error('refused by 10.0.0.7:5432');
      const { supervisor } = traced({
        children: [{ name: 'a', start: () => cold('-#', {}, error) }],
      });
      const incidents: Incident[] = [];
      supervisor.incidents$.subscribe((incident) => incidents.push(incident));
      void supervisor.start();
      flush();
      expect(incidents[0]).toMatchObject({
        type: 'crash',
        child: 'a',
        generation: 1,
        at: 1,
        cause: 'error',
        error,
        reason: 'refused by 10.0.0.7:5432',
        decision: 'restart',
        delay: 2,
        count: 1,
      });
      expect(incidents.map((i) => i.type === 'crash' && [i.decision, i.delay, i.count])).toEqual([
        ['restart', 2, 1],
        ['restart', 2, 2],
        ['quarantine', undefined, 3],
      ]);
      expect(Object.isFrozen(incidents[0])).toBe(true);
    });
  });

  it('is logged once for failures that look alike, with their count at the end', () => {
    marbles(({ cold, flush }) => {
      const logger = memoryLogger();
      let port = 1;
      const failing = (): Error =>
        Object.assign(new Error(`port ${String(port++)}`), { stack: '' });
      const { supervisor } = traced({
        logger,
        defaults: { limit: { restarts: 3, within: 1_000 } },
        children: [{ name: 'a', start: () => cold('-#', {}, failing()) }],
      });
      void supervisor.start();
      flush();
      expect(
        logger.lines.map(({ level, message, fields }) => [level, message, fields['count']]),
      ).toEqual([
        ['warn', 'service crashed', 1],
        ['error', 'service crashed too often', 4],
      ]);
      const [first, last] = logger.lines.map(({ fields }) => fields['error']);
      expect([first, last]).toEqual([new Error('port 1'), new Error('port 4')]);
    });
  });

  it.each([
    ['an error without a message', { message: undefined }, 'TypeError'],
    ['an error with an object for a message', { message: { code: 7 } }, '[object Object]'],
    ['an error with a list for a stack', { stack: ['line'] }, 'odd'],
    ['an error with nothing to say', { name: '', message: ' ' }, 'Error'],
    ['what can’t be made text', undefined, 'unknown reason'],
  ])('is a crash like any other with %s', (_, props, reason) => {
    marbles(({ cold, flush }) => {
      const logger = memoryLogger();
      const odd: unknown = props ? Object.assign(new TypeError('odd'), props) : Object.create(null);
      const { supervisor } = traced({
        logger,
        defaults: { limit: { restarts: 1, within: 1_000 } },
        children: [{ name: 'a', start: () => cold('-#', {}, odd) }],
      });
      void supervisor.start();
      flush();
      expect(logger.lines.map(({ fields }) => [fields['reason'], fields['decision']])).toEqual([
        [reason, 'restart'],
        [reason, 'quarantine'],
      ]);
    });
  });

  it('is logged again when it looks different, or follows a stable run', () => {
    marbles(({ cold, flush }) => {
      const logger = memoryLogger();
      const runs = [
        cold('-#', {}, 'x'),
        cold('-#', {}, 'x'),
        cold('-#', {}, 'y'),
        cold('20ms #', {}, 'y'),
      ];
      const { supervisor } = traced({
        logger,
        defaults: { limit: 'unlimited', stableAfter: 10 },
        children: [{ name: 'a', start: () => runs.shift() ?? NEVER }],
      });
      void supervisor.start();
      flush();
      expect(
        logger.lines.map(({ message, fields }) => [message, fields['reason'] ?? fields['count']]),
      ).toEqual([
        ['service crashed', 'x'],
        ['service crashed repeatedly', 2],
        ['service crashed', 'y'],
        ['service crashed', 'y'],
      ]);
      expect(logger.lines.map(({ fields }) => fields['error'])).toEqual(Array(4).fill(undefined));
    });
  });
});

describe('a restart budget', () => {
  it('spreads restarts that come together, and puts off none that comes alone', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        budget: { restarts: 2, within: 20 },
        children: ['a', 'b', 'c', 'd'].map((name) => {
          const runs = [name === 'd' ? cold('50ms #') : cold('-#')];
          return { name, start: () => runs.shift() ?? NEVER };
        }),
      });
      void supervisor.start();
      flush();
      expect(trace.filter((line) => line.endsWith('starting')).slice(4)).toEqual([
        '3 a starting',
        '13 b starting',
        '23 c starting',
        '52 d starting',
      ]);
    });
  });
});

describe('10,000 children', () => {
  it('start, crash together and stop', async () => {
    let runs = 0;
    const { supervisor } = traced({
      defaults: { backoff: constant({ delay: 0 }) },
      children: Array.from({ length: 10_000 }, (_, i) => ({
        name: `c${String(i)}`,
        start: () =>
          ++runs <= 10_000
            ? timer(0).pipe(
                tap(() => {
                  throw new Error('no');
                }),
              )
            : NEVER,
      })),
    });
    await supervisor.start();
    await vi.waitUntil(() => runs === 20_000, { timeout: 20_000, interval: 5 });
    await supervisor.stop();
    expect(supervisor.children.every(({ state }) => state === 'stopped')).toBe(true);
  });
});
