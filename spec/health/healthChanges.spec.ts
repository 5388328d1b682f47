import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { healthChanges } from '../../lib/health/index.js';

describe('healthChanges', () => {
  it('tells when a service gets ready and when it no longer is, and nothing else', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ cold, expectObservable }) => {
        const services = {
          a: { name: 'a', ready: false },
          A: { name: 'a', ready: true },
          B: { name: 'b', ready: true },
        };
        const source = cold(' -a-A-A-B-a-a-A-|', services);
        const expected = '    ---A---B-a---A-|';
        expectObservable(healthChanges(source)).toBe(expected, {
          a: { type: 'kernel.health', service: 'a', ok: false },
          A: { type: 'kernel.health', service: 'a', ok: true },
          B: { type: 'kernel.health', service: 'b', ok: true },
        });
      },
    );
  });
});
