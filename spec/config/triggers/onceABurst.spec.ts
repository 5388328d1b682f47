import { count, interval, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { onceABurst } from '../../../lib/config/triggers/onceABurst.js';

const run = (marbles: Parameters<TestScheduler['run']>[0]): void => {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(marbles);
};

describe('onceABurst', () => {
  it('lets the first of a burst through, late, and nothing else of it', () => {
    run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-abc------d-------|');
      const subs = '       ^-----------------!';
      const expected = '   ------a--------d--|';
      expectObservable(source.pipe(onceABurst(5))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('does not starve while values keep coming', () => {
    run(({ cold, expectObservable }) => {
      const source = cold('abcdefghijkl---------|');
      const expected = '   -----a-----g---------|';
      expectObservable(source.pipe(onceABurst(5))).toBe(expected);
    });
  });

  it('lets nine of fifty through at 50 Hz, the last after all have come', () => {
    run(({ expectObservable }) => {
      const storm$ = interval(20).pipe(take(50), onceABurst(100));
      expectObservable(storm$.pipe(count())).toBe('1080ms (n|)', { n: 9 });
    });
  });

  it('keeps what is under way when the source completes', () => {
    run(({ cold, expectObservable }) => {
      const source = cold('-a|');
      const expected = '   ------(a|)';
      expectObservable(source.pipe(onceABurst(5))).toBe(expected);
    });
  });

  it('passes an error on at once, and lets go early', () => {
    run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('-a-#').pipe(onceABurst(5))).toBe('---#');
      const source = cold('-a---');
      expectObservable(source.pipe(onceABurst(5)), '^--!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});
