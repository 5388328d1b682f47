import { catchError, distinctUntilChanged, map, of, type Observable } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { chaos } from '../../playground/chaos.js';
import type { DemoContext } from '../../playground/DemoContext.js';
import { releaseAfterChaos } from '../../playground/releaseAfterChaos.js';
import { childState } from '../supervision/childState.js';

const run = (body: (helpers: RunHelpers) => void) =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(body);

describe('chaos', () => {
  type Value = DemoContext['config']['value'];
  /** What a service called `statsd` is handed, as far as chaos looks at it. */
  const context = (chaos$: Observable<{ readonly crash: string; readonly every: number }>) => ({
    name: 'statsd',
    config: {
      select: <R>(project: (value: Value) => R) =>
        chaos$.pipe(
          map((value) => project({ chaos: value } as Value)),
          distinctUntilChanged(),
        ),
    } as DemoContext['config'],
  });
  const switches = {
    o: { crash: '', every: 3 },
    s: { crash: 'statsd', every: 3 },
    l: { crash: 'statsd', every: 6 },
    h: { crash: 'host', every: 3 },
  };
  const told = (service: ReturnType<typeof context>) =>
    chaos(service).pipe(catchError((error: unknown) => of(String(error))));
  const values = { x: 'Error: crashed on purpose: chaos.crash names it' };

  it('fails the service that the config names, after the time it names', () => {
    run(({ hot, expectObservable }) => {
      expectObservable(told(context(hot('s', switches)))).toBe('---(x|)', values);
    });
  });

  it('leaves alone whom the config does not name', () => {
    run(({ hot, expectObservable }) => {
      expectObservable(told(context(hot('h--o', switches)))).toBe('-----');
    });
  });

  it('is switched on, changed and off while the service runs', () => {
    run(({ hot, expectObservable, expectSubscriptions }) => {
      const on = hot('o-----s', switches);
      const off = hot('s-o', switches);
      const changed = hot('s-l', switches);
      expectObservable(told(context(on))).toBe('---------(x|)', values);
      expectObservable(told(context(off))).toBe('-----');
      expectObservable(told(context(changed))).toBe('--------(x|)', values);
      expectSubscriptions(on.subscriptions).toBe('^--------!');
    });
  });
});

describe('releaseAfterChaos', () => {
  const supervised = (quarantined: readonly string[]) => {
    const released: string[] = [];
    const children = ['host', 'statsd'].map((name) =>
      quarantined.includes(name)
        ? childState({ name, state: 'quarantined', ready: false })
        : childState({ name }),
    );
    return { released, supervisor: { children, release: (name: string) => released.push(name) } };
  };
  const names = { o: '', h: 'host', s: 'statsd' };

  it.each([
    ['switched off', 's-o', '--s'],
    ['aimed at another', 's-h', '--s'],
  ])('releases what chaos was aimed at, once it is %s', (_, crash, expected) => {
    const { released, supervisor } = supervised(['statsd']);
    run(({ hot, expectObservable }) => {
      const released$ = releaseAfterChaos(hot(crash, names), supervisor);
      expectObservable(released$).toBe(expected, names);
    });
    expect(released).toEqual(['statsd']);
  });

  it('has nothing to do while chaos is on, and with what is not in quarantine', () => {
    const { released, supervisor } = supervised(['host']);
    run(({ hot, expectObservable }) => {
      expectObservable(releaseAfterChaos(hot('h', names), supervisor)).toBe('--');
      expectObservable(releaseAfterChaos(hot('s-o-s', names), supervisor)).toBe('---');
    });
    expect(released).toEqual([]);
  });
});
