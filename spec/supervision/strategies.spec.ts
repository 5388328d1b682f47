import {
  delay,
  fromEvent,
  ignoreElements,
  interval,
  NEVER,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { RestartLimitExceededError, type ChildSpec, type RestartStrategy } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles, traced } from './support.js';

const quiet = (name: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name,
  start: () => NEVER,
  ...more,
});

/** Each run takes the next of these; when they are used up, it just runs. */
const inTurn = (...runs: Observable<unknown>[]): ChildSpec['start'] => {
  let run = 0;
  return () => runs[run++] ?? NEVER;
};

describe('strategy', () => {
  describe.each<[RestartStrategy, string[]]>([
    ['one-for-one', ['1 b backoff', '3 b starting', '3 b running']],
    [
      'one-for-all',
      [
        '1 b backoff',
        '1 c stopping',
        '1 c waiting',
        '1 a stopping',
        '1 a waiting',
        '3 a starting',
        '3 a running',
        '3 b starting',
        '3 b running',
        '3 c starting',
        '3 c running',
      ],
    ],
    [
      'rest-for-one',
      [
        '1 b backoff',
        '1 c stopping',
        '1 c waiting',
        '3 b starting',
        '3 b running',
        '3 c starting',
        '3 c running',
      ],
    ],
  ])('%s', (strategy, expected) => {
    it('restarts whom it says, down in reverse and up in order', () => {
      marbles(({ cold, flush }) => {
        const { supervisor, trace } = traced({
          strategy,
          children: [quiet('a'), { name: 'b', start: inTurn(cold('-#')) }, quiet('c')],
        });
        void supervisor.start();
        flush();
        expect(trace.slice(6)).toEqual(expected);
      });
    });
  });

  it.each([
    ['transient', '|'],
    ['temporary', '|'],
    ['temporary', '#'],
  ] as const)('leaves the others alone when a %s child ends with %s', (restart, ending) => {
    marbles(({ cold, flush }) => {
      const { supervisor, now } = traced({
        strategy: 'one-for-all',
        children: [quiet('a'), { name: 'b', restart, start: () => cold(`-${ending}`) }, quiet('c')],
      });
      void supervisor.start();
      flush();
      expect(now().filter((state) => !state.startsWith('b'))).toEqual(['a running', 'c running']);
      expect(supervisor.children.every(({ generation }) => generation === 1)).toBe(true);
    });
  });

  it('starts again in a group what had completed or was stopped, but nothing temporary', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, now } = traced({
        strategy: 'one-for-all',
        children: [
          { name: 'done', restart: 'transient', start: inTurn(cold('-|')) },
          quiet('idle'),
          quiet('once', { restart: 'temporary' }),
          { name: 'crash', start: inTurn(cold('---#')) },
        ],
      });
      void supervisor.start();
      cold('--|').subscribe({ complete: () => void supervisor.stopChild('idle') });
      flush();
      expect(now()).toEqual(['done running', 'idle running', 'crash running']);
      expect(supervisor.children.map(({ generation }) => generation)).toEqual([2, 2, 2]);
    });
  });

  it('counts only the one that failed as restarted', () => {
    marbles(({ cold, flush }) => {
      const { supervisor } = traced({
        strategy: 'one-for-all',
        children: [quiet('a'), { name: 'b', start: inTurn(cold('-#')) }],
      });
      void supervisor.start();
      flush();
      expect(supervisor.children.map(({ restarts }) => restarts)).toEqual([0, 1]);
    });
  });

  it('takes a sibling that fails during a group restart for one more failure', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        strategy: 'rest-for-one',
        children: [
          quiet('a'),
          { name: 'b', start: inTurn(cold('-#')) },
          { name: 'c', start: inTurn(NEVER, cold('#')) },
          quiet('d'),
        ],
      });
      void supervisor.start();
      flush();
      expect(trace.slice(8)).toEqual([
        '1 b backoff',
        '1 d stopping',
        '1 d waiting',
        '1 c stopping',
        '1 c waiting',
        '3 b starting',
        '3 b running',
        '3 c starting',
        '3 c running',
        '3 d starting',
        '3 d running',
        '3 c backoff',
        '3 d stopping',
        '3 d waiting',
        '5 c starting',
        '5 c running',
        '5 d starting',
        '5 d running',
      ]);
    });
  });

  it('does not count what ends by itself while it is about to be stopped', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        strategy: 'one-for-all',
        children: [
          { name: 'a', start: inTurn(cold('--#')) },
          { name: 'b', start: inTurn(cold('-#')) },
          { name: 'c', stopBy: 'signal', stopTimeout: 5, start: () => NEVER },
        ],
      });
      const incidents: string[] = [];
      supervisor.incidents$.subscribe(({ child }) => incidents.push(child));
      void supervisor.start();
      flush();
      expect(incidents).toEqual(['b']);
      expect(trace.slice(6)).toEqual([
        '1 b backoff',
        '1 c stopping',
        '2 a waiting',
        '3 b waiting',
        '6 c waiting',
        '6 a starting',
        '6 a running',
        '6 b starting',
        '6 b running',
        '6 c starting',
        '6 c running',
      ]);
    });
  });

  it('holds the group of a quarantined child until it is released', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace, now } = traced({
        strategy: 'rest-for-one',
        defaults: { limit: { restarts: 0, within: 10 } },
        children: [quiet('a'), { name: 'b', start: inTurn(cold('-#')) }, quiet('c')],
      });
      let held: string[] = [];
      void supervisor.start();
      cold('-----|').subscribe({
        complete: () => {
          held = now();
          supervisor.release('b');
        },
      });
      flush();
      expect(held).toEqual(['a running', 'b quarantined', 'c waiting']);
      expect(trace.slice(6)).toEqual([
        '1 b quarantined',
        '1 c stopping',
        '1 c waiting',
        '5 b starting',
        '5 b running',
        '5 c starting',
        '5 c running',
      ]);
    });
  });

  describe('when the one that failed takes its time to end', () => {
    /** Hangs once ready, is taken for dead 4 ms later, and has ended `ending` ms after that. */
    const hangs = (ending: number, runs = Infinity): ChildSpec => {
      let run = 0;
      return {
        name: 'b',
        stopBy: 'exit',
        heartbeatTimeout: 4,
        start: ({ ready, signal, heartbeat }) => {
          ready();
          const asked$ = fromEvent(signal, 'abort').pipe(take(1));
          if (++run > runs) return interval(1).pipe(tap(heartbeat), takeUntil(asked$));
          return asked$.pipe(delay(ending), ignoreElements());
        },
      };
    };

    it.each([
      ['before its backoff is over', 1, 5, 6],
      ['after its backoff is over', 3, 7, 7],
    ])('%s, the others wait for both', (_, ending, gone, again) => {
      marbles(({ flush }) => {
        const { supervisor, trace } = traced({
          strategy: 'one-for-all',
          children: [quiet('a'), hangs(ending, 1), quiet('c')],
        });
        void supervisor.start();
        timer(10).subscribe(() => void supervisor.stop());
        flush();
        expect(trace.slice(6, 17)).toEqual([
          '4 b backoff',
          '4 c stopping',
          '4 c waiting',
          `${gone} a stopping`,
          `${gone} a waiting`,
          `${again} a starting`,
          `${again} a running`,
          `${again} b starting`,
          `${again} b running`,
          `${again} c starting`,
          `${again} c running`,
        ]);
        expect(supervisor.children.map(({ restarts }) => restarts)).toEqual([0, 1, 0]);
      });
    });

    it('stays in quarantine', () => {
      marbles(({ flush }) => {
        const { supervisor, now } = traced({
          strategy: 'rest-for-one',
          children: [quiet('a'), hangs(1), quiet('c')],
        });
        void supervisor.start();
        let later: string[] = [];
        timer(100).subscribe(() => {
          later = now();
          void supervisor.stop();
        });
        flush();
        expect(later).toEqual(['a running', 'b quarantined', 'c waiting']);
        expect(supervisor.children.map(({ generation }) => generation)).toEqual([1, 3, 3]);
      });
    });
  });

  it('waits for each child of a group to be ready before it starts the next', () => {
    marbles(({ cold, flush }) => {
      let slow = (): void => undefined;
      const { supervisor, trace } = traced({
        strategy: 'one-for-all',
        children: [
          {
            name: 'a',
            start: ({ ready }) => {
              slow = ready;
              if (supervisor.children[0]?.generation === 1) ready();
              return NEVER;
            },
          },
          { name: 'b', start: inTurn(cold('-#')) },
        ],
      });
      void supervisor.start();
      cold('-----|').subscribe({ complete: () => slow() });
      flush();
      expect(trace.slice(-5)).toEqual([
        '3 a starting',
        '3 b waiting',
        '5 a running',
        '5 b starting',
        '5 b running',
      ]);
    });
  });

  it('goes on restarting a group when another of it fails before all are up', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        strategy: 'one-for-all',
        children: [
          { name: 'a', start: inTurn(NEVER, cold('-#')) },
          { name: 'b', start: inTurn(cold('-#')) },
          {
            name: 'c',
            start: ({ ready }) => {
              if (supervisor.children[2]?.generation !== 2) ready();
              return NEVER;
            },
          },
        ],
      });
      void supervisor.start();
      flush();
      expect(trace.slice(-15)).toEqual([
        '3 a running',
        '3 b starting',
        '3 b running',
        '3 c starting',
        '4 a backoff',
        '4 c stopping',
        '4 c waiting',
        '4 b stopping',
        '4 b waiting',
        '6 a starting',
        '6 a running',
        '6 b starting',
        '6 b running',
        '6 c starting',
        '6 c running',
      ]);
    });
  });

  it('stops in the middle of a group restart', () => {
    marbles(({ cold, flush, expectSubscriptions }) => {
      const a = cold('-----');
      const { supervisor, now } = traced({
        strategy: 'one-for-all',
        children: [
          { name: 'a', start: () => a },
          { name: 'b', start: () => cold('-#') },
        ],
      });
      void supervisor.start();
      cold('--|').subscribe({ complete: () => void supervisor.stop() });
      expectSubscriptions(a.subscriptions).toBe('^!');
      flush();
      expect(now()).toEqual(['a stopped', 'b stopped']);
    });
  });
});

describe('the supervisor’s own limit', () => {
  it('counts the restarts of all children, and stops them in reverse past it', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        limit: { restarts: 2, within: 100 },
        children: [
          { name: 'a', start: () => cold('---#') },
          quiet('b'),
          { name: 'c', start: inTurn(cold('-#'), cold('-------#')) },
        ],
      });
      const end: unknown[] = [];
      supervisor.end$.subscribe({ error: (error: unknown) => end.push(error) });
      void supervisor.start();
      flush();
      expect(trace.slice(6)).toEqual([
        '1 c backoff',
        '3 a backoff',
        '3 c starting',
        '3 c running',
        '5 a starting',
        '5 a running',
        '8 a stopped',
        '8 c stopping',
        '8 c stopped',
        '8 b stopping',
        '8 b stopped',
      ]);
      expect(end).toEqual([
        new RestartLimitExceededError('the group', 2, 100, "'a': error", { cause: 'error' }),
      ]);
    });
  });

  it('counts one exactly as old as its window, and none older', () => {
    const survives = (within: number): boolean => {
      let alive = true;
      marbles(({ cold, flush }) => {
        const { supervisor } = traced({
          limit: { restarts: 1, within },
          children: [{ name: 'a', start: inTurn(cold('-#'), cold('---#')) }],
        });
        // Failures at 1 and 6.
        supervisor.end$.subscribe({ error: () => (alive = false) });
        void supervisor.start();
        flush();
      });
      return alive;
    };
    expect(survives(5)).toBe(false);
    expect(survives(4)).toBe(true);
  });

  it('counts the restart of a group as one', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, now } = traced({
        strategy: 'one-for-all',
        limit: { restarts: 1, within: 100 },
        children: [quiet('a'), { name: 'b', start: inTurn(cold('-#')) }, quiet('c')],
      });
      void supervisor.start();
      flush();
      expect(now()).toEqual(['a running', 'b running', 'c running']);
    });
  });
});

describe('autoShutdown', () => {
  it.each([
    ['any-significant', 'transient', '|', 'ended'],
    ['any-significant', 'temporary', '|', 'ended'],
    ['any-significant', 'temporary', '#', 'ended'],
    ['any-significant', 'transient', '#', 'goes on'],
    ['all-significant', 'transient', '|', 'goes on'],
  ] as const)('%s: a %s child that ends with %s: %s', (autoShutdown, restart, ending, outcome) => {
    marbles(({ cold, flush }) => {
      const { supervisor } = traced({
        autoShutdown,
        children: [
          quiet('a', { restart: 'transient', significant: true }),
          { name: 'b', restart, significant: true, start: inTurn(cold(`-${ending}`)) },
        ],
      });
      let ended = 'goes on';
      supervisor.end$.subscribe({ complete: () => (ended = 'ended') });
      void supervisor.start();
      flush();
      expect(ended).toBe(outcome);
    });
  });

  it('stops the rest in reverse, once all significant children have ended', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        autoShutdown: 'all-significant',
        children: [
          quiet('a'),
          { name: 'b', restart: 'transient', significant: true, start: inTurn(cold('-|')) },
          { name: 'c', restart: 'transient', significant: true, start: inTurn(cold('---|')) },
          quiet('d'),
        ],
      });
      void supervisor.start();
      flush();
      expect(trace.slice(8)).toEqual([
        '1 b completed',
        '3 c completed',
        '3 d stopping',
        '3 d stopped',
        '3 a stopping',
        '3 a stopped',
      ]);
    });
  });

  it('counts significant children that were stopped or removed among those that have ended', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        autoShutdown: 'all-significant',
        children: [
          quiet('a', { restart: 'transient', significant: true }),
          { name: 'b', restart: 'temporary', significant: true, start: inTurn(cold('-|')) },
          { name: 'c', restart: 'transient', significant: true, start: inTurn(cold('---|')) },
          quiet('d'),
        ],
      });
      void supervisor.start();
      void supervisor.stopChild('a');
      flush();
      expect(trace.slice(-4)).toEqual([
        '1 b removed',
        '3 c completed',
        '3 d stopping',
        '3 d stopped',
      ]);
    });
  });

  it('ignores a significant child that was stopped on purpose', () => {
    marbles(({ flush }) => {
      const { supervisor, now } = traced({
        autoShutdown: 'any-significant',
        children: [quiet('a'), quiet('b', { restart: 'transient', significant: true })],
      });
      void supervisor.start();
      void supervisor.stopChild('b');
      flush();
      expect(now()).toEqual(['a running', 'b stopped']);
    });
  });
});
