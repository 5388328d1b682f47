import { filter, merge, Subscription, take, tap, timer } from 'rxjs';
import type { ConfigGuard, ServiceCrash } from '../ConfigGuard.js';

/** What a {@link Guard} has to say. */
export interface GuardEvents<S> {
  /** The service crashed too soon after a change; `good` was in force before all unproven ones. */
  readonly crashed: (good: S, crash: ServiceCrash) => void;
  /** There will be no more notices of crashes. */
  readonly failed: (error: unknown) => void;
}

/** Watches a service for a time after each change, and remembers what was in force before. */
export class Guard<S> {
  private good: { readonly state: S } | undefined;
  private watch = Subscription.EMPTY;

  constructor(
    private readonly guard: ConfigGuard,
    private readonly events: GuardEvents<S>,
  ) {}

  /** A change takes effect. What was `before` is what to go back to, unless it was unproven itself. */
  arm(before: S): void {
    const good = (this.good ??= { state: before });
    const { service, for: time, crashes$ } = this.guard;
    this.watch.unsubscribe();
    const tooSoon$ = crashes$.pipe(
      filter((crash) => crash.service === service),
      take(1),
      tap((crash) => this.events.crashed(good.state, crash)),
    );
    const proven$ = timer(time).pipe(tap(() => this.disarm()));
    this.watch = merge(tooSoon$, proven$).subscribe({ error: this.events.failed });
  }

  /** Whatever is in force now is good. */
  disarm(): void {
    this.watch.unsubscribe();
    this.good = undefined;
  }
}
