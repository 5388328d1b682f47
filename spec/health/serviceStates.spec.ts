import { Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { serviceStates } from '../../lib/health/serviceStates.js';

/** So many services, and what is told of how many of them are ready. */
function watch(count: number) {
  const services = Array.from({ length: count }, (_, n) => ({
    name: `s${String(n)}`,
    critical: true,
    ready: false,
  }));
  const changes$ = new Subject<void>();
  const told: (number | string)[] = [];
  const subscription = serviceStates(changes$, () => services).subscribe({
    next: (states) => told.push(states.filter(({ ready }) => ready).length),
    error: () => told.push('error'),
    complete: () => told.push('complete'),
  });
  const change = (): void => {
    const next = services.find(({ ready }) => !ready);
    if (next !== undefined) next.ready = true;
    changes$.next();
  };
  return { told, change, changes$, subscription };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('serviceStates', () => {
  it('tells every change of a hundred services at once', () => {
    const { told, change } = watch(100);
    change();
    change();
    change();
    expect(told).toEqual([1, 2, 3]);
  });

  it('of more tells the first at once and the others together, once the loop has turned', async () => {
    const { told, change } = watch(101);
    change();
    change();
    change();
    expect(told).toEqual([1]);
    await turn();
    expect(told).toEqual([1, 3]);
    change();
    expect(told).toEqual([1, 3, 4]);
    await turn();
    expect(told).toEqual([1, 3, 4]);
  });

  it('leaves nothing untold at the end', async () => {
    const { told, change, changes$ } = watch(101);
    change();
    change();
    changes$.complete();
    await turn();
    expect(told).toEqual([1, 2, 'complete']);
  });

  it('passes on a failure', () => {
    const { told, changes$ } = watch(101);
    changes$.error(new Error('over'));
    expect(told).toEqual(['error']);
  });

  it('tells nobody who no longer listens', async () => {
    const { told, change, subscription } = watch(101);
    change();
    change();
    subscription.unsubscribe();
    await turn();
    expect(told).toEqual([1]);
  });
});
