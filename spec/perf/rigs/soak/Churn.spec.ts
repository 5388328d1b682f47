import { queueScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Bus } from 'ron-kernel';
import { Churn } from '../../../../perf/rigs/soak/Churn.js';
import { lifetimeFor } from '../../../../perf/rigs/soak/Crashers.js';

function churned(turns: number): { readonly bus: Bus<number>; readonly churn: Churn<number> } {
  const bus = new Bus<number>({ scheduler: queueScheduler });
  const churn = new Churn(bus, 4);
  for (let turn = 0; turn < turns; turn++) {
    bus.publish(turn);
    churn.turnOver();
  }
  return { bus, churn };
}

describe('Churn', () => {
  it('keeps so many subscribers, of every form, and accounts for those who left', () => {
    const { bus, churn } = churned(10);
    expect(bus.stats().subscribers).toHaveLength(4);
    expect(churn.left).toBe(6);
    expect(() => {
      churn.check();
    }).not.toThrow();
    churn.stop();
    expect(bus.stats().subscribers).toEqual([]);
    expect(churn.left).toBe(10);
    expect(() => {
      churn.check();
    }).not.toThrow();
  });

  it('fails when somebody left whom it knows nothing of', () => {
    const { bus, churn } = churned(10);
    bus.subscribe(() => undefined).unsubscribe();
    expect(() => {
      churn.check();
    }).toThrow(/^6 subscribers left that were owed \d+ events; the bus has 7/);
  });
});

describe('lifetimeFor', () => {
  it.each([
    [10_000, 2_000],
    [60_000, 12_000],
    [3_600_000, 12_000],
  ])(
    'in a run of %d ms lets a service live for %d, which never quarantines it',
    (run, lifetime) => {
      expect(lifetimeFor(run)).toBe(lifetime);
      // A crash after each lifetime: no more than five within any minute.
      expect(Math.floor(Math.min(run, 60_000) / lifetime)).toBeLessThanOrEqual(5);
    },
  );
});
