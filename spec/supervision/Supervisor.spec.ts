import {
  concat,
  EMPTY,
  fromEvent,
  ignoreElements,
  NEVER,
  of,
  switchMap,
  take,
  tap,
  throwError,
  timer,
} from 'rxjs';
import {
  ChildSpecError,
  ChildStartError,
  constant,
  OptionRangeError,
  OptionTypeError,
  StartTimeoutError,
  Supervisor,
  SupervisorStateError,
  type ChildSpec,
  type Incident,
  type SupervisorOptions,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles, memoryLogger, traced } from './support.js';

/** A child that says it is ready after so many milliseconds. */
const readyAfter = (name: string, delay: number, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name,
  start: ({ ready }) => concat(timer(delay).pipe(tap(ready), ignoreElements()), NEVER),
  ...more,
});

describe('Supervisor', () => {
  describe('starts', () => {
    it('its children in order, each once the one before is ready', () => {
      marbles(({ flush }) => {
        const { supervisor, trace } = traced({
          children: [readyAfter('a', 3), readyAfter('b', 2), { name: 'c', start: () => NEVER }],
        });
        void supervisor.start();
        flush();
        expect(trace).toEqual([
          '0 a starting',
          '3 a running',
          '3 b starting',
          '5 b running',
          '5 c starting',
          '5 c running',
        ]);
      });
    });

    it('what others depend on first', () => {
      const { supervisor } = traced({
        children: [
          { name: 'web', start: () => NEVER, dependsOn: ['cache', 'db'] },
          { name: 'cache', start: () => NEVER, dependsOn: ['db'] },
          { name: 'db', start: () => NEVER },
        ],
      });
      expect(supervisor.children.map(({ name }) => name)).toEqual(['db', 'cache', 'web']);
    });

    it('and resolves when all are ready', async () => {
      const { supervisor, now } = traced({
        children: [
          { name: 'a', start: () => NEVER },
          { name: 'b', start: () => NEVER },
        ],
      });
      await supervisor.start();
      expect(now()).toEqual(['a running', 'b running']);
      expect(supervisor.start()).toBe(supervisor.start());
      await supervisor.stop();
    });

    it('a child that completes at once and isn’t to be restarted, as one that is ready', async () => {
      const { supervisor, trace } = traced({
        children: [{ name: 'a', start: () => of(1), restart: 'transient' }],
      });
      await supervisor.start();
      expect(trace.map((line) => line.replace(/^\S+ /, ''))).toEqual([
        'a starting',
        'a running',
        'a completed',
      ]);
      await supervisor.stop();
    });

    it('nothing while it is constructed', () => {
      let started = 0;
      traced({
        children: [
          {
            name: 'a',
            start: () => {
              started++;
              return NEVER;
            },
          },
        ],
      });
      expect(started).toBe(0);
    });
  });

  describe('counts as ready', () => {
    const start: ChildSpec['start'] = ({ ready }) => NEVER.pipe(tap(ready));

    it.each([
      [
        'once started, a child that doesn’t take ready from its context',
        { start: () => NEVER },
        'running',
      ],
      ['not before it says so, a child that takes it', { start }, 'starting'],
      [
        'not before it says so, a child that asks for that',
        { start: () => NEVER, readyWhen: 'called' as const },
        'starting',
      ],
      [
        'once started, a child that asks for that',
        { start, readyWhen: 'started' as const },
        'running',
      ],
    ])('%s', (_name, spec, state) => {
      marbles(() => {
        const { supervisor, now } = traced({ children: [{ name: 'a', ...spec }] });
        void supervisor.start();
        expect(now()).toEqual([`a ${state}`]);
      });
    });
  });

  describe('whose child fails before it was ready', () => {
    const failing = (start: ChildSpec['start']): SupervisorOptions => ({
      children: [
        { name: 'a', start: () => NEVER },
        { name: 'b', start: () => NEVER },
        { name: 'c', start },
        { name: 'd', start: () => NEVER },
      ],
    });

    it.each([
      [
        'by throwing',
        () => {
          throw new Error('no');
        },
        'no',
      ],
      ['by an error', () => throwError(() => new Error('no')), 'no'],
      [
        'by completing, being permanent',
        ({ ready }: { ready: () => void }) => EMPTY.pipe(tap(ready)),
        'completed, which a permanent child never should',
      ],
    ])('%s, stops what it started, in reverse, and rejects', async (_name, start, reason) => {
      const { supervisor, trace } = traced(failing(start));
      await expect(supervisor.start()).rejects.toThrow(`'c' failed to start: ${reason}`);
      await expect(supervisor.start()).rejects.toBeInstanceOf(ChildStartError);
      expect(trace.map((line) => line.replace(/^\S+ /, ''))).toEqual([
        'a starting',
        'a running',
        'b starting',
        'b running',
        'c starting',
        'c stopped',
        'd stopped',
        'b stopping',
        'b stopped',
        'a stopping',
        'a stopped',
      ]);
    });

    it('by its startTimeout, rejects with that', () => {
      marbles(({ flush }) => {
        const { supervisor, trace } = traced({
          children: [readyAfter('a', 20, { startTimeout: 10 })],
        });
        const errors: unknown[] = [];
        supervisor.end$.subscribe({ error: (error: unknown) => errors.push(error) });
        void supervisor.start();
        flush();
        expect(trace).toEqual(['0 a starting', '10 a stopped']);
        expect(errors).toEqual([
          new ChildStartError('a', new StartTimeoutError(10).message, {
            cause: new StartTimeoutError(10),
          }),
        ]);
      });
    });

    it('tells end$, now and later', async () => {
      const { supervisor } = traced(failing(() => throwError(() => new Error('no'))));
      await supervisor.start().catch(() => undefined);
      let told: unknown;
      supervisor.end$.subscribe({ error: (error: unknown) => (told = error) });
      expect(told).toBeInstanceOf(ChildStartError);
    });
  });

  describe('restarts a child', () => {
    it('that failed, after its backoff, and quarantines it past its limit', () => {
      marbles(({ cold, flush, expectSubscriptions }) => {
        const a = cold('   -a-#');
        const aSubs = ['^--!', '-----^--!', '----------^--!'];
        const b = cold('   -b-');
        const { supervisor, trace } = traced({
          children: [
            { name: 'a', start: () => a },
            { name: 'b', start: () => b },
          ],
        });
        void supervisor.start();
        expectSubscriptions(a.subscriptions).toBe(aSubs);
        expectSubscriptions(b.subscriptions).toBe('^');
        flush();
        expect(trace).toEqual([
          '0 a starting',
          '0 a running',
          '0 b starting',
          '0 b running',
          '3 a backoff',
          '5 a starting',
          '5 a running',
          '8 a backoff',
          '10 a starting',
          '10 a running',
          '13 a quarantined',
        ]);
      });
    });

    it('that didn’t get ready in time, once it had been', () => {
      marbles(({ flush, expectSubscriptions, cold }) => {
        const slow = cold('-');
        const crash = cold('-#');
        let run = 0;
        const { supervisor, trace } = traced({
          children: [
            {
              name: 'a',
              startTimeout: 5,
              start: ({ ready }) => {
                if (++run === 1) ready();
                return run === 1 ? crash : slow;
              },
            },
          ],
        });
        const incidents: Incident[] = [];
        supervisor.incidents$.subscribe((incident) => incidents.push(incident));
        void supervisor.start();
        expectSubscriptions(slow.subscriptions).toBe(['---^----!', '----------^----!']);
        flush();
        expect(incidents).toMatchObject([
          { cause: 'error', decision: 'restart' },
          { cause: 'start-timeout', decision: 'restart' },
          { cause: 'start-timeout', decision: 'quarantine' },
        ]);
        expect(trace).toEqual([
          '0 a starting',
          '0 a running',
          '1 a backoff',
          '3 a starting',
          '8 a backoff',
          '10 a starting',
          '15 a quarantined',
        ]);
      });
    });

    it.each([
      ['permanent', '#', ['1 a backoff', '3 a starting']],
      ['permanent', '|', ['1 a backoff', '3 a starting']],
      ['transient', '#', ['1 a backoff', '3 a starting']],
      ['transient', '|', ['1 a completed']],
      ['temporary', '#', ['1 a removed']],
      ['temporary', '|', ['1 a removed']],
    ] as const)('or doesn’t: %s, %s', (restart, ending, expected) => {
      marbles(({ cold, flush }) => {
        const { supervisor, trace } = traced({
          children: [{ name: 'a', restart, start: () => cold(`-${ending}`) }],
        });
        void supervisor.start();
        flush();
        expect(trace.slice(2, 4)).toEqual(expected);
      });
    });

    it('across a turn of the event loop, however it fails', async () => {
      let runs = 0;
      const { supervisor } = traced({
        defaults: { backoff: constant({ delay: 0 }), limit: 'unlimited' },
        children: [
          {
            name: 'a',
            start: () => {
              runs++;
              if (runs === 1 || runs > 5_000) return runs === 1 ? Promise.reject('first') : NEVER;
              throw new Error('at once');
            },
          },
        ],
      });
      await supervisor.start();
      let turns = 0;
      while (runs <= 5_000) {
        turns++;
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(turns).toBeGreaterThan(2_000);
      await supervisor.stop();
    });
  });

  describe('stops', () => {
    it('its children in reverse, each once the one after is gone', () => {
      marbles(({ cold, flush }) => {
        const ends = (name: string, marble: string): ChildSpec => ({
          name,
          stopBy: 'signal',
          start: ({ signal }) =>
            fromEvent(signal, 'abort').pipe(
              take(1),
              switchMap(() => cold(marble)),
            ),
        });
        const { supervisor, trace } = traced({
          children: [ends('a', '-|'), ends('b', '---|'), { name: 'c', start: () => NEVER }],
        });
        void supervisor.start();
        void supervisor.stop();
        flush();
        expect(trace.slice(6)).toEqual([
          '0 c stopping',
          '0 c stopped',
          '0 b stopping',
          '3 b stopped',
          '3 a stopping',
          '4 a stopped',
        ]);
      });
    });

    it('waiting no longer for a child than its stopTimeout', () => {
      marbles(({ cold, flush, expectSubscriptions }) => {
        const stubborn = cold('-');
        const { supervisor, trace } = traced({
          children: [{ name: 'a', stopBy: 'signal', stopTimeout: 7, start: () => stubborn }],
        });
        void supervisor.start();
        void supervisor.stop();
        expectSubscriptions(stubborn.subscriptions).toBe('^------!');
        flush();
        expect(trace.slice(2)).toEqual(['0 a stopping', '7 a stopped']);
      });
    });

    it('and for all of them no longer than it is told', () => {
      marbles(({ cold, flush }) => {
        const stubborn = (name: string): ChildSpec => ({
          name,
          stopBy: 'signal',
          stopTimeout: 7,
          start: () => cold('-'),
        });
        const { supervisor, trace } = traced({ children: [stubborn('a'), stubborn('b')] });
        void supervisor.start();
        void supervisor.stop({ timeout: 10 });
        flush();
        expect(trace.slice(4)).toEqual([
          '0 b stopping',
          '7 b stopped',
          '7 a stopping',
          '10 a stopped',
        ]);
      });
    });

    it('sooner when it is told again, with less time', () => {
      marbles(({ cold, flush }) => {
        const stubborn = (name: string): ChildSpec => ({
          name,
          stopBy: 'signal',
          stopTimeout: 100,
          start: () => cold('-'),
        });
        const { supervisor, trace } = traced({ children: [stubborn('a'), stubborn('b')] });
        void supervisor.start();
        void supervisor.stop();
        timer(5).subscribe(() => void supervisor.stop({ timeout: 3 }));
        flush();
        expect(trace.slice(4)).toEqual([
          '0 b stopping',
          '8 b stopped',
          '8 a stopping',
          '8 a stopped',
        ]);
      });
    });

    it('at once what waits for a restart, or is quarantined', () => {
      marbles(({ cold, flush, expectSubscriptions }) => {
        const crash = cold('-#');
        const { supervisor, trace } = traced({
          children: [
            { name: 'a', start: () => crash },
            { name: 'b', start: () => cold('-#'), limit: { restarts: 0, within: 10 } },
          ],
        });
        void supervisor.start();
        cold('--|').subscribe({ complete: () => void supervisor.stop() });
        expectSubscriptions(crash.subscriptions).toBe('^!');
        flush();
        expect(trace.slice(4)).toEqual([
          '1 a backoff',
          '1 b quarantined',
          '2 a stopped',
          '2 b stopped',
        ]);
      });
    });

    it('what is still starting, and rejects the start', async () => {
      const { supervisor, now } = traced({
        children: [
          { name: 'a', start: () => NEVER },
          { name: 'b', start: () => NEVER, readyWhen: 'called' },
        ],
      });
      const start = supervisor.start();
      await supervisor.stop();
      await expect(start).rejects.toBeInstanceOf(SupervisorStateError);
      expect(now()).toEqual(['a stopped', 'b stopped']);
    });

    it('before it started, and never starts then', async () => {
      const { supervisor } = traced({ children: [{ name: 'a', start: () => NEVER }] });
      await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
      await expect(supervisor.start()).rejects.toThrow('this supervisor was stopped; make another');
    });

    it('once, whoever asks and however often', async () => {
      const { supervisor, trace } = traced({ children: [{ name: 'a', start: () => NEVER }] });
      await supervisor.start();
      await Promise.all([supervisor.stop(), supervisor.stop()]);
      await supervisor.stop();
      expect(trace.filter((line) => line.endsWith('stopping'))).toHaveLength(1);
    });

    it('and completes what can be subscribed to', async () => {
      const { supervisor } = traced({ children: [{ name: 'a', start: () => NEVER }] });
      const completed: string[] = [];
      supervisor.changes$.subscribe({ complete: () => completed.push('changes$') });
      supervisor.children$.subscribe({ complete: () => completed.push('children$') });
      supervisor.incidents$.subscribe({ complete: () => completed.push('incidents$') });
      supervisor.end$.subscribe({ complete: () => completed.push('end$') });
      await supervisor.start();
      await supervisor.stop();
      expect(completed.sort()).toEqual(['changes$', 'children$', 'end$', 'incidents$']);
    });
  });

  it('refuses to stop in less than no time', () => {
    const { supervisor } = traced({ children: [] });
    expect(() => supervisor.stop({ timeout: -1 })).toThrow('timeout must be milliseconds from 0');
  });

  describe('tells', () => {
    it('every state as it changes, current at once, in an array that is never changed', () => {
      marbles(({ cold }) => {
        const { supervisor } = traced({
          children: [
            { name: 'a', start: () => cold('-#') },
            { name: 'b', start: () => NEVER },
          ],
        });
        const seen: string[] = [];
        supervisor.children$.subscribe((children) => {
          expect(Object.isFrozen(children) && children.every((c) => Object.isFrozen(c))).toBe(true);
          seen.push(children.map(({ state }) => state).join(' '));
        });
        void supervisor.start();
        expect(seen).toEqual([
          'waiting waiting',
          'starting waiting',
          'running waiting',
          'running starting',
          'running running',
        ]);
      });
    });

    it('all there is to know about a child', () => {
      marbles(({ cold, flush }) => {
        const error = new Error('refused');
        const { supervisor } = traced({
          children: [
            { name: 'db', start: () => NEVER, critical: false },
            { name: 'a', start: () => cold('-#', {}, error), dependsOn: ['db'] },
          ],
        });
        const seen: unknown[] = [];
        supervisor.changes$.subscribe((state) => seen.push(state));
        void supervisor.start();
        cold('--|').subscribe({
          complete: () => seen.splice(0, seen.length, ...supervisor.children),
        });
        cold('---|').subscribe({ complete: () => void supervisor.stop() });
        flush();
        expect(seen.slice(0, 2)).toEqual([
          {
            name: 'db',
            state: 'running',
            ready: true,
            critical: false,
            dependsOn: [],
            generation: 1,
            restarts: 0,
            since: 0,
            lastError: undefined,
            nextRestartAt: undefined,
            leaked: 0,
            children: [],
          },
          {
            name: 'a',
            state: 'backoff',
            ready: false,
            critical: true,
            dependsOn: ['db'],
            generation: 1,
            restarts: 0,
            since: 1,
            lastError: error,
            nextRestartAt: 3,
            leaked: 0,
            children: [],
          },
        ]);
      });
    });

    it('changes in one order, also when a subscriber causes the next', async () => {
      const { supervisor } = traced({ children: [{ name: 'a', start: () => NEVER }] });
      supervisor.changes$.subscribe(({ state }) => {
        if (state === 'starting') void supervisor.stop();
      });
      const seen: string[] = [];
      const snapshots: (string | undefined)[] = [];
      supervisor.changes$.subscribe(({ state }) => seen.push(state));
      supervisor.children$.subscribe(([a]) => snapshots.push(a?.state));
      await supervisor.start().catch(() => undefined);
      expect(seen).toEqual(['starting', 'stopping', 'stopped']);
      expect(snapshots.at(-1)).toBe('stopped');
    });
  });

  it('hands on what its children emit, and nothing after they were stopped', () => {
    marbles(({ cold, flush }) => {
      const values: unknown[] = [];
      const { supervisor } = traced({
        onValue: (value, child) => values.push([child, value]),
        children: [{ name: 'a', start: () => cold('a-b-c') }],
      });
      void supervisor.start();
      cold('---|').subscribe({ complete: () => void supervisor.stop() });
      flush();
      expect(values).toEqual([
        ['a', 'a'],
        ['a', 'b'],
      ]);
    });
  });

  it('gives each run a context of its own, with what the options add', async () => {
    const logger = memoryLogger();
    const contexts: unknown[] = [];
    const supervisor = new Supervisor({
      logger,
      context: (child) => ({ greeting: `hello ${child}` }),
      children: [
        {
          name: 'a',
          start: ({ name, greeting, logger: own, signal }) => {
            own.info('up', { port: 1 });
            contexts.push([name, greeting, signal.aborted]);
            return NEVER;
          },
        },
      ],
    });
    await supervisor.start();
    await supervisor.stop();
    expect(contexts).toEqual([['a', 'hello a', false]]);
    expect(logger.lines).toContainEqual({
      level: 'info',
      message: 'up',
      fields: { service: 'a', port: 1 },
    });
  });

  describe('takes a child', () => {
    it('that holds data of its own, also where that resembles an option it gives', () => {
      const child = {
        name: 'a',
        start: () => NEVER,
        stats: {},
        state$: NEVER,
        stop$: NEVER,
        label: 'A',
      };
      expect(new Supervisor({ children: [child] }).children).toHaveLength(1);
    });

    it('of a class, whatever its fields are called', async () => {
      class Counter implements ChildSpec {
        readonly name = 'counter';
        private restarts = 0;

        start() {
          this.restarts += 1;
          return concat(of(this.restarts), NEVER);
        }
      }
      const values: unknown[] = [];
      const supervisor = new Supervisor({
        children: [new Counter()],
        onValue: (value) => values.push(value),
      });
      await supervisor.start();
      await supervisor.stop();
      expect(values).toEqual([1]);
    });
  });

  describe('refuses what can’t work, before anything starts', () => {
    const child = (name: string, ...dependsOn: string[]): ChildSpec => ({
      name,
      dependsOn,
      start: () => NEVER,
    });

    it.each<[string, unknown, string]>([
      [
        'two children of one name',
        { children: [child('a'), child('a')] },
        "two children are named 'a'; names must be unique",
      ],
      [
        'a dependency that doesn’t exist',
        { children: [child('a', 'b')] },
        "'a' depends on 'b', which is no child here",
      ],
      [
        'a circle',
        { children: [child('x', 'a'), child('a', 'b'), child('b', 'c'), child('c', 'a')] },
        'children depend on each other in a circle: a → b → c → a',
      ],
      [
        'a child that depends on itself',
        { children: [child('a', 'a')] },
        'children depend on each other in a circle: a → a',
      ],
      [
        'a significant child that is permanent',
        { autoShutdown: 'any-significant', children: [{ ...child('a'), significant: true }] },
        "'a' can't be significant and permanent",
      ],
      [
        'a significant child that nothing comes of',
        { children: [{ ...child('a'), significant: true, restart: 'transient' }] },
        "'a' can't be significant: its supervisor's autoShutdown is 'never'",
      ],
      [
        'a misspelt option of a child',
        { children: [{ ...child('a'), stopTimout: 5 }] },
        "'a' has no option 'stopTimout'; did you mean 'stopTimeout'?",
      ],
      [
        'an option spelt as in a config file',
        { children: [{ ...child('a'), ready_when: 'called' }] },
        "'a' has no option 'ready_when'; did you mean 'readyWhen'?",
      ],
      [
        'a misspelt start',
        { children: [{ name: 'a', strat: () => NEVER }] },
        "'a' has no option 'strat'; did you mean 'start'?",
      ],
      [
        'a misspelt option beside the right one without a value',
        { children: [{ ...child('a'), dependsOn: undefined, dependOn: ['b'] }] },
        "'a' has no option 'dependOn'; did you mean 'dependsOn'?",
      ],
      [
        'a misspelt option of an object without a prototype',
        { children: [Object.assign(Object.create(null), child('a'), { critcal: false })] },
        "'a' has no option 'critcal'; did you mean 'critical'?",
      ],
    ])('%s', (_name, options, message) => {
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(ChildSpecError);
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(message);
    });

    it.each<[string, unknown, string]>([
      [
        'an unknown strategy',
        { strategy: 'one' },
        "strategy must be one of 'one-for-one', 'one-for-all', 'rest-for-one', got 'one'",
      ],
      [
        'a name that is empty',
        { children: [child(' ')] },
        "name must be a string that isn't empty, got ' '",
      ],
      [
        'a start that isn’t a function',
        { children: [{ name: 'a', start: NEVER }] },
        "start of 'a' must be a function, got an object",
      ],
      [
        'a dependency that isn’t a name',
        { children: [{ ...child('a'), dependsOn: 'b' }] },
        "dependsOn of 'a' must be an array of names, got 'b'",
      ],
      [
        'an unknown restart type',
        { children: [{ ...child('a'), restart: 'always' }] },
        "restart must be one of 'permanent'",
      ],
      [
        'an unknown way to stop',
        { children: [{ ...child('a'), stopBy: 'force' }] },
        "stopBy of 'a' must be one of",
      ],
      [
        'a criticality in words',
        { children: [{ ...child('a'), critical: 'very' }] },
        "critical of 'a' must be true or false, got 'very'",
      ],
      ['a child that is a name', { children: ['a'] }, "a child must be an object, got 'a'"],
      ['no options', undefined, 'options must be an object, got undefined'],
      [
        'a misspelt option of its own',
        { stratgy: 'one-for-all' },
        "stratgy is not a known option; did you mean 'strategy'?",
      ],
      [
        'a misspelt default',
        { defaults: { stoptimeout: 1 } },
        "defaults.stoptimeout is not a known option; did you mean 'defaults.stopTimeout'?",
      ],
      [
        'a timeout in words',
        { defaults: { startTimeout: '1s' } },
        "startTimeout must be milliseconds from 1 to 2147483647, got '1s'",
      ],
    ])('%s', (_name, options, message) => {
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(OptionTypeError);
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(message);
    });

    it.each<[string, unknown, string]>([
      [
        'a start without time',
        { children: [{ ...child('a'), startTimeout: 0 }] },
        'startTimeout must be milliseconds from 1',
      ],
      [
        'a negative stopTimeout',
        { children: [{ ...child('a'), stopTimeout: -1 }] },
        'stopTimeout must be milliseconds from 0',
      ],
      [
        'a heartbeat no timer takes',
        { children: [{ ...child('a'), heartbeatTimeout: 2 ** 31 }] },
        "heartbeatTimeout of 'a' must be milliseconds from 1",
      ],
      [
        'a limit below nothing',
        { limit: { restarts: -1, within: 1 } },
        'limit.restarts must be a whole number',
      ],
      [
        'a budget of nothing',
        { budget: { restarts: 0, within: 1 } },
        'budget.restarts must be a whole number from 1',
      ],
      [
        'a budget in no time',
        { budget: { restarts: 1, within: 0 } },
        'budget.within must be milliseconds from 1',
      ],
    ])('%s', (_name, options, message) => {
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(OptionRangeError);
      expect(() => new Supervisor(options as SupervisorOptions)).toThrow(message);
    });
  });
});
