import { from, isObservable, type ObservableInput, type Subscription } from 'rxjs';
import type { BusEvent } from '../../Kernel.js';
import type { Asker, Askers } from './Askers.js';
import type { Acquaintance } from './Known.js';

/** How those who asked for a message got on. */
export type HandOutcome =
  { readonly status: 'had' | 'withdrawn' } | { readonly status: 'failed'; readonly error: unknown };

/** Whether there is something to wait for. */
function takesTime(begun: unknown): begun is ObservableInput<unknown> {
  if (typeof begun !== 'object' || begun === null) return false;
  return isObservable(begun) || 'then' in begun || Symbol.asyncIterator in begun;
}

/** A message that is in hand: who works at it, and what came of that. */
export class Hand {
  private readonly working = new Map<Asker, Subscription | undefined>();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly acquaintance: Acquaintance,
    private readonly askers: Askers,
    private readonly onSettled: (outcome: HandOutcome) => void,
  ) {}

  /** Gives the event to those of `asking` who don't have it; may settle at once. */
  give(event: BusEvent, asking: readonly Asker[]): void {
    const { had } = this.acquaintance;
    const lacking = had.length === 0 ? asking : asking.filter((asker) => !had.includes(asker));
    for (const asker of lacking) {
      this.working.set(asker, undefined);
      this.askers.took(asker);
    }
    for (const asker of lacking) this.begin(asker, event);
    if (lacking.length === 0) this.settle();
  }

  /** Somebody went: what it had begun is given up. */
  withdraw(asker: Asker): void {
    this.working.get(asker)?.unsubscribe();
    this.end(asker);
  }

  /** Gives up all that was begun, and settles nothing. */
  drop(): void {
    for (const [asker, work] of [...this.working]) {
      this.working.delete(asker);
      work?.unsubscribe();
      this.askers.left(asker);
    }
  }

  private begin(asker: Asker, event: BusEvent): void {
    try {
      const begun = asker.handle(event);
      const error = (reason: unknown): void => this.fail(asker, reason);
      const complete = (): void => this.have(asker);
      if (!takesTime(begun)) {
        this.have(asker);
        return;
      }
      const work = from(begun).subscribe({ error, complete });
      if (this.working.has(asker)) this.working.set(asker, work);
      else work.unsubscribe(); // it went meanwhile
    } catch (error) {
      this.fail(asker, error);
    }
  }

  private have(asker: Asker): void {
    this.acquaintance.had = [...this.acquaintance.had, asker];
    this.end(asker);
  }

  private fail(asker: Asker, error: unknown): void {
    this.failure ??= { error };
    this.end(asker);
  }

  private end(asker: Asker): void {
    if (!this.working.delete(asker)) return;
    this.askers.left(asker);
    if (this.working.size === 0) this.settle();
  }

  private settle(): void {
    const { failure } = this;
    if (failure !== undefined) this.onSettled({ status: 'failed', error: failure.error });
    else this.onSettled({ status: this.acquaintance.had.length > 0 ? 'had' : 'withdrawn' });
  }
}
