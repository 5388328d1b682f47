import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { lagReports } from '../../playground/lagReports.js';

const notice = (subscriber: string, dropped: number, abandoned = 0) => ({
  subscriber,
  dropped,
  abandoned,
});
const notices = {
  a: notice('audit', 1),
  b: notice('audit', 10),
  c: notice('audit', 100),
  t: notice('tail', 5),
  x: notice('audit', 0, 7),
};
const reports = {
  1: { subscriber: 'audit', dropped: 1 },
  2: { subscriber: 'audit', dropped: 11 },
  3: { subscriber: 'audit', dropped: 111 },
  5: { subscriber: 'tail', dropped: 5 },
};

describe('lagReports', () => {
  const marbles = (lag: string, expected: string) => {
    const scheduler = new TestScheduler((actual, wanted) => expect(actual).toEqual(wanted));
    scheduler.run(({ hot, expectObservable }) => {
      expectObservable(lagReports(hot(lag, notices), 5)).toBe(expected, reports);
    });
  };

  it('tells the first loss at once, and what it came to after a while', () => {
    marbles('-abc---------', '-1----3------');
  });

  it('keeps subscribers apart', () => {
    marbles('-at----------', '-15----------');
  });

  it('has nothing to tell of what was only left behind', () => {
    marbles('-x---a-------', '-----1-------');
  });

  it('tells what is untold before it ends', () => {
    marbles('-ab|', '-1-(2|)');
  });
});
