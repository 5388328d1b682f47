import { TestScheduler } from 'rxjs/testing';
import { constant, Supervisor } from 'ron-kernel';
import { describe, expect, it } from 'vitest';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const marbles = (test: Parameters<TestScheduler['run']>[0]): void =>
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);

describe('Supervisor', () => {
  it('restarts a child that fails, and quarantines it past its limit', () => {
    marbles(({ cold, expectSubscriptions, flush }) => {
      const a = cold('-a-#');
      const b = cold('-b-');
      const log: string[] = [];
      const s = new Supervisor({
        logger: silent,
        defaults: { backoff: constant({ delay: 2 }), limit: { restarts: 2, within: 100 } },
        children: [
          { name: 'a', start: () => a },
          { name: 'b', start: () => b },
        ],
      });
      s.changes$.subscribe((c) => log.push(`${String(c.since)} ${c.name} ${c.state}`));
      void s.start();
      flush();
      expect(log).toEqual([
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
      expectSubscriptions(a.subscriptions).toBe(['^--!', '-----^--!', '----------^--!']);
    });
  });
});
