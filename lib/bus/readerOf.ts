import type { Observable, Subscriber } from 'rxjs';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { guarded } from '../internal/guarded.js';
import { refuseMisspelt, type OptionNames } from '../internal/knownOptions.js';
import { functionOption, nameOption, show } from '../internal/options.js';
import { relay } from '../internal/relay.js';
import { reportUnhandled } from '../internal/reportUnhandled.js';
import { Broadcast } from './Broadcast.js';
import { deferral } from './deferral.js';
import { broadcastOf, hostOf } from './fusion.js';
import { Ledger } from './Ledger.js';
import { DEFAULT_CAPACITY, overflowOption, readerCapacity, type Overflow } from './overflow.js';
import { Reader, type Intake } from './Reader.js';
import type { LagNotice, Reporting } from './stats.js';
import { timed } from './timed.js';

const ignore = (): void => undefined;

/** How an asynchronous reader reads. A key that is one edit away from an option which isn't given is refused. */
export interface ReadOptions {
  /**
   * What it is called in `stats()`, on `lag$` and in metrics.
   *
   * @defaultValue the operator's name
   */
  readonly name?: string;
  /**
   * How many events it may hold: a whole number from 1 to 4,194,304, and on a bus no more than the
   * bus's own capacity. It counts the events that reach the operator.
   *
   * @defaultValue the capacity of the bus, or of the `bus` it reports to; 4096 on another observable; 1 with `'latest'`
   */
  readonly capacity?: number;
  /**
   * What it loses when it falls further behind than that.
   *
   * @defaultValue 'drop-oldest'
   */
  readonly overflow?: Overflow;
  /** Told of each loss, at most once per pump, after delivery. */
  readonly onLag?: (notice: LagNotice) => void;
  /**
   * A bus in whose `stats()` and on whose `lag$` this reader appears, and whose `close()` waits for
   * it, though it reads behind another operator. A reader directly on a bus, or right behind its
   * `ofType`, does so by itself; of any other's losses, without this, only `onLag` is told.
   */
  readonly bus?: Reporting;
}

/** {@link ReadOptions}, checked. */
export interface ReadPlan {
  readonly name: string;
  readonly capacity: number | undefined;
  readonly overflow: Overflow;
  readonly onLag: ((notice: LagNotice) => void) | undefined;
  readonly host: Broadcast<unknown> | undefined;
}

const OPTIONS: OptionNames<ReadOptions> = {
  name: true,
  capacity: true,
  overflow: true,
  onLag: true,
  bus: true,
};

export function readPlan(operator: string, options: ReadOptions): ReadPlan {
  refuseMisspelt(options, OPTIONS);
  const { name = operator, overflow = 'drop-oldest', onLag, bus } = options;
  const policy = overflowOption(overflow);
  return {
    name: nameOption('name', name),
    capacity: readerCapacity(options.capacity, policy),
    overflow: policy,
    onLag: onLag === undefined ? undefined : guarded(functionOption('onLag', onLag)),
    host: bus === undefined ? undefined : reportedTo(bus),
  };
}

function reportedTo(bus: Reporting): Broadcast<unknown> {
  const host = broadcastOf(bus);
  if (host === undefined) throw new OptionTypeError(`bus must be a Bus, got ${show(bus)}`);
  return host;
}

/** A reader that isn't connected yet. */
export interface Connection<E> {
  readonly reader: Reader<E>;
  /** Begins to read, until `destination` ends. */
  readonly connect: (destination: Subscriber<unknown>) => void;
}

/** The ring that `source` is, if it is a bus and nothing asks for another. */
export function sharedRing<E>(source: Observable<E>, plan: ReadPlan): Broadcast<E> | undefined {
  const shared = broadcastOf<E>(source);
  if (shared === undefined || (plan.host !== undefined && plan.host !== shared)) return undefined;
  const { capacity } = shared.options;
  if (plan.capacity !== undefined && plan.capacity > capacity) {
    throw new OptionRangeError(
      `capacity of '${plan.name}' must be at most its bus's own, ${String(capacity)}, got ${String(plan.capacity)}; ` +
        'give the bus a larger capacity or the reader a smaller one',
    );
  }
  return shared;
}

/** A reader of `source`: of its ring if it is a bus, else of a ring of its own that `source` is published to. */
export function readerOf<E>(
  source: Observable<E>,
  plan: ReadPlan,
  batch: number,
  intake: Intake,
): Connection<E> {
  // A throwing finalizer escapes from `complete` and `error`; it may not stop the pump.
  const safe: Intake = {
    ready: intake.ready,
    take: watched(guarded(intake.take), source, plan),
    complete: guarded(intake.complete),
    stop: guarded(intake.stop),
  };
  const shared = sharedRing(source, plan);
  return shared === undefined
    ? ownReader(source, plan, batch, safe)
    : sharedReader(shared, plan, batch, safe);
}

/** `take`, timed where a monitor looks on. */
function watched<E>(take: () => void, source: Observable<E>, plan: ReadPlan): () => void {
  const { monitor } = (plan.host ?? hostOf(source))?.options ?? {};
  if (monitor === undefined) return take;
  return timed(monitor, plan.name, take, () => undefined);
}

function sharedReader<E>(
  shared: Broadcast<E>,
  plan: ReadPlan,
  batch: number,
  intake: Intake,
): Connection<E> {
  const capacity = plan.capacity ?? shared.options.capacity;
  const reader = new Reader(
    shared,
    { ...plan, capacity, batch: Math.min(batch, capacity) },
    intake,
  );
  return {
    reader,
    connect: (destination) => {
      const { failure } = shared;
      if (failure !== undefined) {
        intake.stop(failure);
        return;
      }
      if (shared.ended) {
        intake.complete();
        return;
      }
      shared.attach(reader);
      destination.add(() => reader.leave());
    },
  };
}

function ownReader<E>(
  source: Observable<E>,
  plan: ReadPlan,
  batch: number,
  intake: Intake,
): Connection<E> {
  const host = plan.host ?? hostOf(source);
  const capacity = plan.capacity ?? host?.options.capacity ?? DEFAULT_CAPACITY;
  const ledger =
    host?.options.ledger ??
    new Ledger({ isHeard: () => false, onLag: ignore, onGuestLeft: ignore });
  const own = new Broadcast<E>({
    capacity,
    context: host?.context,
    defer: deferral(undefined),
    ledger,
    onFault: reportUnhandled,
    onEmpty: ignore,
  });
  const reader = new Reader(own, { ...plan, capacity, batch: Math.min(batch, capacity) }, intake);
  return {
    reader,
    connect: (destination) => {
      own.attach(reader);
      ledger.guests.add(reader);
      destination.add(() => {
        reader.leave();
        ledger.dismiss(reader);
      });
      relay(source, destination, {
        next: (event) => own.publish(event),
        error: (error) => {
          own.finish({ error });
        },
        complete: () => own.finish(undefined),
      });
    },
  };
}
