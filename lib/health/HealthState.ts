import type { Observable } from 'rxjs';
import { OrderedState } from '../internal/OrderedState.js';
import { readiness, type HealthFacts, type Readiness } from './readiness.js';

const NOTHING_YET: HealthFacts = {
  configLoaded: false,
  started: false,
  services: [],
  busOpen: true,
  stopping: false,
};

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

function same(a: Readiness, b: Readiness): boolean {
  return sameNames(a.missing, b.missing) && sameNames(a.degraded, b.degraded);
}

/**
 * What is known about a node's health, and the readiness that follows from it. A kernel keeps one;
 * use your own to give the same answers about something that isn't a kernel.
 *
 * `readiness$` emits only when the verdict, its causes or what is degraded change, to every subscriber in the same
 * order, also when one of them changes the facts. It emits synchronously: what you read in
 * `readiness` is never older than what anyone has been told.
 *
 * @example
 * ```ts
 * import { HealthState } from 'ron-kernel';
 *
 * const health = new HealthState({ configLoaded: true });
 * health.readiness$.subscribe(({ ready, missing }) => console.log(ready, missing));
 * health.update({ started: true }); // true []
 * health.update({ stopping: true }); // false ['kernel.shutdown']
 * ```
 */
export class HealthState {
  /** The verdict in force, then every change of it. Completes on {@link HealthState.complete}. */
  readonly readiness$: Observable<Readiness>;
  private readonly state: OrderedState<Readiness>;
  private current: HealthFacts;

  /** @param facts - What is known already; by default nothing is loaded, started or ready. */
  constructor(facts: Partial<HealthFacts> = {}) {
    this.current = { ...NOTHING_YET, ...facts };
    this.state = new OrderedState(readiness(this.current));
    this.readiness$ = this.state.values$;
  }

  /** What is known. */
  get facts(): HealthFacts {
    return this.current;
  }

  /** The verdict in force. */
  get readiness(): Readiness {
    return this.state.value;
  }

  /**
   * Notes what has changed.
   *
   * @param change - The facts that are new; the others stay.
   */
  update(change: Partial<HealthFacts>): void {
    this.current = { ...this.current, ...change };
    const verdict = readiness(this.current);
    if (!same(verdict, this.state.value)) this.state.next(verdict);
  }

  /** Completes `readiness$`: nothing will change any more. Who subscribes later gets the last verdict. */
  complete(): void {
    this.state.complete();
  }
}
