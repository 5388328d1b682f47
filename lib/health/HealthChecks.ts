import {
  filter,
  firstValueFrom,
  ReplaySubject,
  Subscription,
  switchMap,
  type Observable,
} from 'rxjs';
import { OptionTypeError } from '../errors.js';
import { OrderedState } from '../internal/OrderedState.js';
import { functionOption, millisecondsOption, nameOption, show } from '../internal/options.js';
import { checkOutcomes } from './checkOutcomes.js';
import type { CheckFunction, CheckOptions } from './CheckOptions.js';
import type { CheckHealth } from './readiness.js';

/** The checks of a node: each run on a timer of its own, never by who asks how it went. */
export class HealthChecks {
  /** What every check came to, now and whenever one of them comes to something else. */
  readonly statuses$: Observable<readonly CheckHealth[]>;
  private readonly current = new OrderedState<readonly CheckHealth[]>([]);
  private readonly begun$ = new ReplaySubject<void>(1);
  private readonly running = new Subscription();

  constructor() {
    this.statuses$ = this.current.values$;
  }

  /** What every check came to, in the order they were added. */
  get statuses(): readonly CheckHealth[] {
    return this.current.value;
  }

  /** Adds a check, which runs once {@link start} was called. Returns a subscription that removes it. */
  check(name: string, check: CheckFunction, options: CheckOptions = {}): Subscription {
    const { timeout = 1_000, interval = 10_000, critical = true } = options;
    nameOption('name', name);
    if (name.startsWith('kernel.') || this.statuses.some((status) => status.name === name)) {
      throw new OptionTypeError(`a check can't be named ${show(name)}: that is taken`);
    }
    functionOption('check', check);
    const times = {
      timeout: millisecondsOption('timeout', timeout, 1),
      interval: millisecondsOption('interval', interval, 1),
    };
    if (typeof critical !== 'boolean') {
      throw new OptionTypeError(`critical must be true or false, got ${show(critical)}`);
    }
    if (this.running.closed) return Subscription.EMPTY;
    this.current.next([...this.statuses, { name, critical, state: 'pending' }]);
    const runs = this.begun$
      .pipe(switchMap(() => checkOutcomes(check, times)))
      // eslint-disable-next-line rxjs-x/no-ignored-error -- why a run fails is an outcome
      .subscribe((reason) => this.note(name, reason));
    this.running.add(runs);
    runs.add(() => this.current.next(this.statuses.filter((status) => status.name !== name)));
    return runs;
  }

  /** Each check that has reported, and whether it passed. */
  passing(): (readonly [name: string, passing: boolean])[] {
    const reported = this.statuses.filter(({ state }) => state !== 'pending');
    return reported.map(({ name, state }) => [name, state === 'passing']);
  }

  /** Starts to run them. Resolves once each has come to something, or is there no longer. */
  async start(): Promise<void> {
    this.begun$.next();
    const reported$ = this.statuses$.pipe(
      filter((statuses) => statuses.every(({ state }) => state !== 'pending')),
    );
    await firstValueFrom(reported$, { defaultValue: [] });
  }

  /** Removes them all; those added later never run. */
  stop(): void {
    this.running.unsubscribe();
  }

  private note(name: string, reason: string | undefined): void {
    const before = this.statuses.find((status) => status.name === name);
    const state = reason === undefined ? 'passing' : 'failing';
    if (!before || (before.state === state && before.reason === reason)) return;
    const { critical } = before;
    const now = { name, critical, state, ...(reason !== undefined && { reason }) } as const;
    this.current.next(this.statuses.map((status) => (status === before ? now : status)));
  }
}
