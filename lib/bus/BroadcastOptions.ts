import type { BusMonitor } from './BusMonitor.js';
import type { Context } from './Context.js';
import type { Ledger } from './Ledger.js';

/** What a broadcast is given by the stream library around it. Nothing here may throw. */
export interface BroadcastOptions<E> {
  readonly capacity: number;
  readonly context: Context | undefined;
  /** Looks on. */
  readonly monitor?: BusMonitor<E> | undefined;
  /** Runs the pump later, instead of a microtask; fairness is then its business. */
  readonly defer: ((pump: () => void) => void) | undefined;
  /** Keeps the accounts. Another broadcast's, if this one's readers are to report there. */
  readonly ledger: Ledger;
  readonly onFault: (error: unknown, subscriber: string, event: E) => void;
  /** Called once everything is delivered, nothing more can be, and all have left. */
  readonly onEmpty: () => void;
}
