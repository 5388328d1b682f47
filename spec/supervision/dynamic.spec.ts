import { delay, EMPTY, fromEvent, NEVER, switchMap, take, throwError, timer } from 'rxjs';
import {
  ChildSpecError,
  ChildStartError,
  SupervisorStateError,
  UnknownChildError,
  type ChildSpec,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles, traced } from './support.js';

const quiet = (name: string, more: Partial<ChildSpec> = {}): ChildSpec => ({
  name,
  start: () => NEVER,
  ...more,
});

describe('startChild', () => {
  it('adds a child and resolves when it is ready', async () => {
    const { supervisor, now } = traced({ children: [quiet('a')] });
    await supervisor.start();
    await supervisor.startChild(quiet('b', { dependsOn: ['a'] }));
    expect(now()).toEqual(['a running', 'b running']);
    await supervisor.stop();
    expect(now()).toEqual(['a stopped', 'b stopped']);
  });

  it('rejects when it fails before it is ready, and forgets it', async () => {
    const { supervisor, now } = traced({ children: [quiet('a')] });
    await supervisor.start();
    const spec = { name: 'b', start: () => throwError(() => new Error('no')) };
    await expect(supervisor.startChild(spec)).rejects.toThrow("'b' failed to start: no");
    await expect(supervisor.startChild(spec)).rejects.toBeInstanceOf(ChildStartError);
    expect(now()).toEqual(['a running']);
    await supervisor.stop();
  });

  it('waits for what the child depends on', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        children: [{ name: 'a', start: () => cold('-----#') }],
      });
      void supervisor.start();
      timer(6).subscribe(() => void supervisor.startChild(quiet('b', { dependsOn: ['a'] })));
      timer(8).subscribe(() => void supervisor.stop());
      flush();
      expect(trace.slice(2, 7)).toEqual([
        '5 a backoff',
        '6 b waiting',
        '7 a starting',
        '7 a running',
        '7 b starting',
      ]);
    });
  });

  it('takes its turn in a group restart', () => {
    marbles(({ cold, flush }) => {
      let run = 0;
      const { supervisor, trace } = traced({
        strategy: 'one-for-all',
        children: [{ name: 'a', start: () => (++run === 1 ? cold('-#') : NEVER) }],
      });
      void supervisor.start();
      timer(2).subscribe(() => void supervisor.startChild(quiet('b')));
      flush();
      expect(trace.slice(3)).toEqual([
        '2 b waiting',
        '3 a starting',
        '3 a running',
        '3 b starting',
        '3 b running',
      ]);
    });
  });

  it.each<[string, ChildSpec, string]>([
    ['a name that is taken', quiet('a'), "there is a child named 'a' already"],
    [
      'a dependency that doesn’t exist',
      quiet('b', { dependsOn: ['c'] }),
      "'b' depends on 'c', which is no child here",
    ],
  ])('refuses %s', async (_name, spec, message) => {
    const { supervisor } = traced({ children: [quiet('a')] });
    await supervisor.start();
    await expect(supervisor.startChild(spec)).rejects.toThrow(message);
    await expect(supervisor.startChild(spec)).rejects.toBeInstanceOf(ChildSpecError);
    await supervisor.stop();
  });

  it('refuses everything while the supervisor doesn’t run', async () => {
    const { supervisor } = traced({ children: [] });
    await expect(supervisor.startChild(quiet('a'))).rejects.toThrow(SupervisorStateError);
    await supervisor.start();
    await supervisor.stop();
    await expect(supervisor.startChild(quiet('a'))).rejects.toThrow(
      'a supervisor takes this only while it runs; it is ended',
    );
  });
});

describe('stopChild', () => {
  it('stops a child and keeps it', async () => {
    const { supervisor, now } = traced({ children: [quiet('a'), quiet('b')] });
    await supervisor.start();
    await supervisor.stopChild('a');
    expect(now()).toEqual(['a stopped', 'b running']);
    await supervisor.stop();
  });

  it('settles at once a child that waits for its restart', () => {
    marbles(({ cold, flush, expectSubscriptions }) => {
      const crash = cold('-#');
      const { supervisor, trace } = traced({ children: [{ name: 'a', start: () => crash }] });
      void supervisor.start();
      timer(2).subscribe(() => void supervisor.stopChild('a'));
      expectSubscriptions(crash.subscriptions).toBe('^!');
      flush();
      expect(trace.slice(2)).toEqual(['1 a backoff', '2 a stopped']);
    });
  });

  it('removes a child that is temporary', async () => {
    const { supervisor, now } = traced({ children: [quiet('a', { restart: 'temporary' })] });
    await supervisor.start();
    await supervisor.stopChild('a');
    expect(now()).toEqual([]);
    await supervisor.stop();
  });

  it('rejects the start that it cuts short', async () => {
    const { supervisor } = traced({ children: [] });
    await supervisor.start();
    const start = supervisor.startChild(quiet('a', { readyWhen: 'called' }));
    await supervisor.stopChild('a');
    await expect(start).rejects.toThrow("'a' was stopped before it was ready");
    await supervisor.stop();
  });
});

describe('restartChild', () => {
  it('starts again what was stopped', async () => {
    const { supervisor, now } = traced({ children: [quiet('a')] });
    await supervisor.start();
    await supervisor.stopChild('a');
    await supervisor.restartChild('a');
    expect(now()).toEqual(['a running']);
    await supervisor.stop();
  });

  it('stops first what runs, with a clean record afterwards', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        defaults: { limit: { restarts: 1, within: 100 } },
        children: [{ name: 'a', start: () => cold('--#') }],
      });
      void supervisor.start();
      timer(5).subscribe(() => void supervisor.restartChild('a'));
      timer(12).subscribe(() => void supervisor.stop());
      flush();
      expect(trace.slice(2)).toEqual([
        '2 a backoff',
        '4 a starting',
        '4 a running',
        '5 a stopping',
        '5 a waiting',
        '5 a starting',
        '5 a running',
        '7 a backoff',
        '9 a starting',
        '9 a running',
        '11 a quarantined',
        '12 a stopped',
      ]);
      expect(supervisor.children[0]?.restarts).toBe(2);
    });
  });

  it('rejects when it fails before it is ready, and leaves it stopped', async () => {
    let runs = 0;
    const { supervisor, now } = traced({
      children: [
        { name: 'a', start: () => (++runs === 1 ? NEVER : throwError(() => new Error('no'))) },
      ],
    });
    await supervisor.start();
    await expect(supervisor.restartChild('a')).rejects.toThrow("'a' failed to start: no");
    expect(now()).toEqual(['a stopped']);
    await supervisor.stop();
  });

  it('gives a quarantined child in a group one clean record, and not another later', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        strategy: 'rest-for-one',
        defaults: { limit: { restarts: 1, within: 1_000 } },
        children: [
          { name: 'a', start: () => cold('-----#') },
          // Slower to stop than `a` to be due.
          {
            name: 'b',
            stopBy: 'signal',
            start: ({ signal }) =>
              fromEvent(signal, 'abort').pipe(
                take(1),
                delay(5),
                switchMap(() => EMPTY),
              ),
          },
        ],
      });
      void supervisor.start();
      timer(25).subscribe(() => void supervisor.restartChild('a'));
      timer(80).subscribe(() => void supervisor.stop());
      flush();
      const states = trace.filter((line) => / a (starting|quarantined)/.test(line));
      // Two starts are a start and a restart, each time.
      expect(states).toEqual([
        ...['0 a starting', '10 a starting', '15 a quarantined'],
        ...['25 a starting', '35 a starting', '40 a quarantined'],
      ]);
    });
  });

  it('gives a clean record also to one that a restart of its group starts first', () => {
    marbles(({ cold, flush }) => {
      let runs = 0;
      const { supervisor, trace } = traced({
        strategy: 'rest-for-one',
        defaults: { limit: { restarts: 1, within: 1_000 } },
        children: [
          { name: 'a', start: () => (runs < 3 ? cold('22ms #') : NEVER) },
          {
            name: 'b',
            stopBy: 'signal',
            start: ({ signal }) => {
              runs += 1;
              if (runs !== 2) return cold('-----#');
              return fromEvent(signal, 'abort').pipe(
                take(1),
                delay(5),
                switchMap(() => EMPTY),
              );
            },
          },
        ],
      });
      void supervisor.start();
      timer(20).subscribe(() => void supervisor.restartChild('b'));
      timer(80).subscribe(() => void supervisor.stop());
      flush();
      expect(trace.filter((line) => / b (starting|quarantined)/.test(line))).toEqual([
        ...['0 b starting', '7 b starting'],
        ...['25 b starting', '32 b starting', '37 b quarantined'],
      ]);
    });
  });
});

describe('removeChild', () => {
  it('stops a child and forgets it; its name is free again', async () => {
    const { supervisor, now, trace } = traced({ children: [quiet('a'), quiet('b')] });
    await supervisor.start();
    await supervisor.removeChild('a');
    expect(now()).toEqual(['b running']);
    expect(trace.at(-1)?.replace(/^\S+ /, '')).toBe('a removed');
    await supervisor.startChild(quiet('a'));
    expect(now()).toEqual(['b running', 'a running']);
    await supervisor.stop();
  });

  it('no longer holds up what depended on it', async () => {
    const { supervisor, now } = traced({
      children: [quiet('a'), quiet('b', { dependsOn: ['a'] })],
    });
    await supervisor.start();
    await supervisor.removeChild('a');
    await supervisor.restartChild('b');
    expect(now()).toEqual(['b running']);
    await supervisor.stop();
  });
});

describe('release', () => {
  it('starts a quarantined child at once, with a clean record', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({
        defaults: { limit: { restarts: 1, within: 100 } },
        children: [{ name: 'a', start: () => cold('-#') }],
      });
      void supervisor.start();
      timer(6).subscribe(() => supervisor.release('a'));
      flush();
      expect(trace.slice(2)).toEqual([
        '1 a backoff',
        '3 a starting',
        '3 a running',
        '4 a quarantined',
        '6 a starting',
        '6 a running',
        '7 a backoff',
        '9 a starting',
        '9 a running',
        '10 a quarantined',
      ]);
    });
  });

  it('does nothing to a child that isn’t quarantined', async () => {
    const { supervisor, trace } = traced({ children: [quiet('a')] });
    await supervisor.start();
    const before = trace.length;
    supervisor.release('a');
    expect(trace).toHaveLength(before);
    await supervisor.stop();
  });
});

describe('a cooldown', () => {
  it('lets one start through; if that fails, the quarantine goes on for as long again', () => {
    marbles(({ cold, flush }) => {
      const runs = [cold('#'), cold('#'), cold('----#')];
      const { supervisor, trace } = traced({
        defaults: { limit: { restarts: 0, within: 100 }, cooldown: 10, stableAfter: 3 },
        children: [{ name: 'a', start: () => runs.shift() ?? NEVER }],
      });
      void supervisor.start();
      flush();
      expect(trace.slice(2)).toEqual([
        '0 a quarantined',
        '10 a starting',
        '10 a running',
        '10 a quarantined',
        '20 a starting',
        '20 a running',
        '24 a quarantined',
        '34 a starting',
        '34 a running',
      ]);
    });
  });
});

describe('a child there is none of', () => {
  it.each(['stopChild', 'restartChild', 'removeChild'] as const)('%s says so', async (method) => {
    const { supervisor } = traced({ children: [] });
    await supervisor.start();
    await expect(supervisor[method]('x')).rejects.toThrow(UnknownChildError);
    expect(() => supervisor.release('x')).toThrow("there is no child named 'x'");
    await supervisor.stop();
  });
});

describe('a dependency', () => {
  it('that is down holds up the restart of what depends on it, not what runs', () => {
    marbles(({ cold, flush }) => {
      const runs = [cold('-#'), cold('-#')];
      const { supervisor, trace } = traced({
        children: [
          {
            name: 'db',
            start: () => runs.shift() ?? NEVER,
            backoff: { description: 'slow', delay: () => 5 },
          },
          { name: 'web', start: () => cold('--#'), dependsOn: ['db'] },
          { name: 'other', start: () => NEVER, dependsOn: ['db'] },
        ],
      });
      void supervisor.start();
      timer(7).subscribe(() => void supervisor.stop());
      flush();
      expect(trace.slice(6, 12)).toEqual([
        '1 db backoff',
        '2 web backoff',
        '4 web waiting',
        '6 db starting',
        '6 db running',
        '6 web starting',
      ]);
    });
  });

  it('quarantined during the start fails the start', async () => {
    const { supervisor } = traced({
      defaults: { limit: { restarts: 0, within: 100 } },
      children: [
        { name: 'a', start: () => timer(0).pipe(() => throwError(() => new Error('gone'))) },
        quiet('b', { readyWhen: 'called' }),
      ],
    });
    await expect(supervisor.start()).rejects.toThrow("'a' failed to start: gone");
  });
});

describe('setDefaults', () => {
  it('holds from the next failure on', () => {
    marbles(({ cold, flush }) => {
      const { supervisor, trace } = traced({ children: [{ name: 'a', start: () => cold('-#') }] });
      void supervisor.start();
      timer(2).subscribe(() => supervisor.setDefaults({ limit: { restarts: 0, within: 1 } }));
      flush();
      expect(trace.slice(2)).toEqual([
        '1 a backoff',
        '3 a starting',
        '3 a running',
        '4 a quarantined',
      ]);
    });
  });

  it('refuses what can’t work and keeps what held', () => {
    const { supervisor } = traced({ children: [] });
    expect(() => supervisor.setDefaults({ stopTimeout: -1 })).toThrow('stopTimeout must be');
  });
});
