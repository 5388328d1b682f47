import { map } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { DemoEvent } from '../../playground/DemoEvent.js';
import { rollUp } from '../../playground/rollUp.js';

const hit: DemoEvent = { type: 'statsd.metric', kind: 'counter', name: 'hit', value: 1, rate: 1 };

const run = (body: Parameters<TestScheduler['run']>[0]) => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => body(helpers));
  return scheduler;
};

describe('rollUp', () => {
  it('tells at the end of each window what happened within it, and a rate of the time it took', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ hot, expectObservable }) => {
      const event$ = hot('-h-h---h---|', { h: hit });
      const close$ = hot('----c---c-----c|');
      //                  4 ms    4 ms, then 6
      const hits$ = rollUp(event$, close$, () => scheduler.now()).pipe(
        map(({ seconds, counters }) => ({ seconds, ...counters['hit'] })),
      );
      expectObservable(hits$).toBe('----a---b-----c|', {
        a: { seconds: 0.004, count: 2, rate: 500 },
        b: { seconds: 0.004, count: 1, rate: 250 },
        c: { seconds: 0.006 },
      });
    });
  });

  it('counts from its subscription and lets go of both sources', () => {
    run(({ hot, expectObservable, expectSubscriptions }) => {
      const event$ = hot('h-h---', { h: hit });
      const close$ = hot('---c--');
      const counts$ = rollUp(event$, close$).pipe(map(({ counters }) => counters['hit']?.count));
      expectObservable(counts$, '-^--!').toBe('---a', { a: 1 });
      expectSubscriptions(event$.subscriptions).toBe('-^--!');
      expectSubscriptions(close$.subscriptions).toBe('-^--!');
    });
  });

  it('fails as its windows do, and lets go of the events', () => {
    run(({ hot, expectObservable, expectSubscriptions }) => {
      const event$ = hot<DemoEvent>('-----');
      expectObservable(rollUp(event$, hot('--#'))).toBe('--#');
      expectSubscriptions(event$.subscriptions).toBe('^-!');
    });
  });
});
