import { asapScheduler, map, Observable, Subscription } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  concatMapBounded,
  mergeMapBounded,
  type Bus,
  type Overflow,
} from '../../bus/index.js';
import type { BusEvent } from '../../Kernel.js';
import type { Dice } from './Dice.js';
import { ProbeError, type Habit, type Probe } from './Probe.js';

/** What a probe needs to do as it is told. */
export interface ProbeWork {
  readonly bus: Bus<BusEvent>;
  readonly dice: Dice;
  readonly habit: Habit;
  /** Publishes a few events, as long as there may be more. */
  readonly publish: () => void;
}

const OVERFLOWS = ['drop-oldest', 'drop-newest', 'latest', 'error'] as const satisfies Overflow[];

/** Works on one event for `time` milliseconds, and as long as the probe is stalled. */
function work(probe: Probe, time: number): Observable<never> {
  return new Observable((subscriber) => {
    probe.hold(() => {
      if (time === 0) subscriber.complete();
      else setTimeout(() => subscriber.complete(), time);
    });
  });
}

function act(probe: Probe, { habit, publish }: ProbeWork): void {
  if (probe.seen % habit.every !== 0) return;
  if (habit.does === 'publish') publish();
  if (habit.does === 'leave') probe.stop();
  if (habit.does === 'throw') throw new ProbeError(`${probe.name} throws now and then`);
}

async function iterate(probe: Probe, events: AsyncIterable<BusEvent>): Promise<void> {
  for await (const event of events) {
    probe.note(event);
    await new Promise<void>((resolve) => {
      probe.hold(resolve);
    });
  }
}

/** What a probe of this kind reads the bus by; nothing if it subscribes to the bus as it is. */
function reading(probe: Probe, { bus, dice }: ProbeWork): Observable<unknown> | undefined {
  const overflow = dice.pick(OVERFLOWS);
  const most = Math.min(64, Math.max(1, ...bus.stats().subscribers.map((each) => each.capacity)));
  const capacity = overflow === 'latest' ? {} : { capacity: dice.integer(1, most) };
  const options = { name: probe.name, overflow, ...capacity };
  const time = dice.happens(0.5) ? 0 : dice.integer(1, 40);
  const project = (event: BusEvent): Observable<never> => {
    probe.note(event);
    return work(probe, time);
  };
  switch (probe.kind) {
    case 'bounded':
      return bus.pipe(
        bounded({ ...options, ...(dice.happens(0.3) ? { scheduler: asapScheduler } : {}) }),
        map((event) => probe.note(event)),
      );
    case 'concatMap':
      return bus.pipe(concatMapBounded(project, options));
    case 'mergeMap':
      return bus.pipe(mergeMapBounded(project, { ...options, concurrency: dice.integer(1, 3) }));
    case 'batchMap': {
      const maxBatch = dice.integer(1, 8);
      const note = (events: readonly BusEvent[]): void => {
        for (const event of events) probe.note(event);
      };
      return bus.pipe(
        batchMapBounded((events) => (note(events), work(probe, time)), { ...options, maxBatch }),
      );
    }
    default:
      return undefined;
  }
}

/** Subscribes `probe` to the bus, as its kind says. */
export function openProbe(probe: Probe, given: ProbeWork): void {
  const { bus, dice } = given;
  const left = (): void => void (probe.gone = true);
  if (probe.kind === 'values') {
    const capacity = dice.integer(1, 8);
    const events = bus.values({ name: probe.name, capacity });
    iterate(probe, events).then(left, left);
    probe.stop = () => {
      probe.stall(false);
      void events.return?.();
      left();
    };
    return;
  }
  const read$ = reading(probe, given);
  const subscription = new Subscription();
  probe.stop = () => {
    subscription.unsubscribe();
    left();
  };
  const next = (event: BusEvent): void => {
    probe.note(event);
    act(probe, given);
  };
  const subscribe = (): Subscription => {
    const error = left;
    if (read$ !== undefined) return read$.subscribe({ error });
    if (probe.kind === 'pipe') return bus.pipe(map((event) => event)).subscribe({ next, error });
    // What becomes of it is told by `inner.add`: with an observer it would have no name.
    // eslint-disable-next-line rxjs-x/no-ignored-error
    return bus.subscribe(Object.defineProperty(next, 'name', { value: probe.name }));
  };
  const inner = subscribe();
  inner.add(left);
  subscription.add(inner);
}
