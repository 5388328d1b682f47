import { Observable } from 'rxjs';
import { exponential, fullJitter, type KernelService } from 'ron-kernel';

/** The most restarts a service may have within the window, and how long that is: the default. */
const LIMIT = { restarts: 5, within: 60_000 };

/** How long a service has to live so that, crashing again and again, it is never quarantined. */
export function lifetimeFor(duration: number): number {
  return Math.min(LIMIT.within, duration) / LIMIT.restarts;
}

/** Services that crash again and again, until they are told to stop it. */
export class Crashers {
  crashes = 0;
  starts = 0;
  readonly services: readonly KernelService[];
  private crashing = true;

  /** @param lifetime - milliseconds from a start to the crash, for the first; the others live longer */
  constructor(count: number, lifetime: number) {
    this.services = Array.from({ length: count }, (_, n) => ({
      name: `crasher-${n}`,
      critical: n === 0,
      // As by default, save that it is up again soon.
      backoff: exponential({ base: 20, cap: 200, jitter: fullJitter }),
      limit: LIMIT,
      start: () => this.life(lifetime * (1 + n / count)),
    }));
  }

  /** From now on they run on. */
  calm(): void {
    this.crashing = false;
  }

  private life(milliseconds: number): Observable<never> {
    return new Observable((subscriber) => {
      this.starts += 1;
      const timer = setTimeout(() => {
        if (!this.crashing) return;
        this.crashes += 1;
        subscriber.error(new Error('crashed on purpose'));
      }, milliseconds);
      return () => clearTimeout(timer);
    });
  }
}
