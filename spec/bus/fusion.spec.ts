import fc from 'fast-check';
import { filter, map, NEVER, Subscription, type Observable } from 'rxjs';
import { bounded, Bus, concatMapBounded, type SubscriberStats } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { leftOf } from './support/collected.js';
import { readerSpecs, runReader, type ReaderSpec, type RunningReader } from './support/readers.js';
import { seeded } from './support/seeded.js';
import { turn, until } from './support/turn.js';

/** What happens in one turn of the event loop. */
type Step =
  | { readonly do: 'publish'; readonly count: number }
  | { readonly do: 'release' }
  | { readonly do: 'stop' | 'complete' | 'error' };

const steps = (longest: number): fc.Arbitrary<Step[]> => {
  const publish = fc.record({
    do: fc.constant('publish' as const),
    count: fc.integer({ min: 1, max: longest }),
  });
  const release = fc.constant<Step>({ do: 'release' });
  const last = fc.constantFrom<Step>({ do: 'stop' }, { do: 'complete' }, { do: 'error' });
  return fc
    .tuple(fc.array(fc.oneof(publish, release), { maxLength: 20 }), last, fc.array(release))
    .map(([before, end, after]) => [...before, end, ...after]);
};

interface Scenario {
  readonly capacity: number;
  readonly spec: ReaderSpec;
  readonly steps: readonly Step[];
  /** Of every so many events, the reader answers one by publishing another. */
  readonly answerEvery: number | undefined;
}

const scenarios: fc.Arbitrary<Scenario> = fc.integer({ min: 1, max: 12 }).chain((capacity) =>
  fc.record({
    capacity: fc.constant(capacity),
    spec: readerSpecs(capacity),
    steps: steps(capacity * 3 + 3),
    answerEvery: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  }),
);

interface Moment {
  readonly seen: readonly number[];
  readonly batches: RunningReader<number>['batches'];
  readonly end: unknown;
  readonly account: SubscriberStats | undefined;
  readonly told: { readonly dropped: number; readonly abandoned: number };
}

/** Plays `scenario` on a bus of its own, and tells what was to be seen after each step. */
async function play(
  { capacity, spec, steps, answerEvery }: Scenario,
  fused: boolean,
): Promise<Moment[]> {
  const bus = new Bus<number>({ capacity });
  const told = { dropped: 0, abandoned: 0 };
  bus.lag$.subscribe(({ dropped, abandoned }) => {
    told.dropped += dropped;
    // One that fails by itself, on a ring of its own, leaves in the midst of a burst and misses the rest.
    if (spec.overflow !== 'error' && spec.failAt === undefined) told.abandoned += abandoned;
  });
  const source$ = fused ? bus : bus.pipe(map((event) => event));
  let next = 0;
  // Only as many as either ring has room for: a full one is pumped on the spot, and answered too.
  const room = spec.overflow === 'latest' ? 1 : (spec.capacity ?? capacity);
  let answersLeft = 0;
  const answer = (events: readonly number[]): void => {
    for (const event of events) {
      if (answersLeft === 0 || answerEvery === undefined || event % answerEvery > 0) continue;
      answersLeft -= 1;
      bus.publish(next++);
    }
  };
  const reader = runReader(source$, spec, { name: 'reader', bus }, { onEvents: answer });
  const moments: Moment[] = [];
  for (const step of steps) {
    answersLeft = Math.max(0, room - (step.do === 'publish' ? step.count : 0));
    if (step.do === 'publish') for (let n = 0; n < step.count; n++) bus.publish(next++);
    else if (step.do === 'release') reader.release();
    else if (step.do === 'stop') reader.stop();
    else if (step.do === 'complete') bus.complete();
    else bus.error('the end');
    await turn();
    moments.push({
      seen: [...reader.seen],
      batches: [...reader.batches],
      end: reader.end,
      account: bus.stats().subscribers.find(({ name }) => name === 'reader'),
      told: { ...told },
    });
  }
  return moments;
}

describe('a reader that shares the ring of its bus', () => {
  it('agrees with one that has a ring of its own, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        expect(await play(scenario, true)).toEqual(await play(scenario, false));
      }),
      seeded(600),
    );
  });

  it('copies nothing: hundreds of stalled readers hold what one does', async () => {
    const heap = async (): Promise<number> => {
      await leftOf([]);
      return process.memoryUsage().heapUsed;
    };
    const stall = async (source$: Observable<number>, bus: Bus<number>): Promise<number> => {
      for (let n = 0; n < 200; n++) {
        source$.pipe(concatMapBounded(() => NEVER, { bus })).subscribe();
        source$.pipe(bounded({ bus, scheduler: never })).subscribe();
      }
      const before = await heap();
      for (let n = 0; n < 4_096; n++) bus.publish(n);
      const holds = ({ name, pending }: SubscriberStats) =>
        name.endsWith('ounded') && pending >= 4_095;
      await until(() => bus.stats().subscribers.filter(holds).length === 400);
      const after = await heap();
      return (after - before) / 400 / 4_096;
    };
    const never = { now: () => 0, schedule: () => Subscription.EMPTY };
    const bus = new Bus<number>();
    const wrapped = new Bus<number>();
    const other = new Bus<number>();
    const bytesPerEvent = [
      await stall(bus, bus),
      await stall(wrapped.asObservable(), wrapped),
      await stall(other.pipe(map((event) => event)), other),
    ];
    expect(bytesPerEvent.map((bytes) => bytes > 1)).toEqual([false, false, true]);
  });

  it('is told in the account of its bus, as one that reports to it is', async () => {
    const bus = new Bus<number>({ capacity: 8 });
    const rows = () => bus.stats().subscribers.map(({ name, pending }) => [name, pending]);
    bus.pipe(concatMapBounded(() => NEVER, { name: 'fused' })).subscribe();
    const named$ = bus.pipe(map((event) => event));
    named$.pipe(concatMapBounded(() => NEVER, { name: 'guest', bus })).subscribe();
    named$.pipe(concatMapBounded(() => NEVER, { name: 'stranger' })).subscribe();
    for (let event = 0; event < 4; event++) bus.publish(event);
    await turn();
    expect(rows()).toEqual([
      ['subscriber-1', 0],
      ['subscriber-2', 0],
      ['fused', 3],
      ['guest', 3],
    ]);
  });

  it('counts, like the other, the events that reach it', async () => {
    const bus = new Bus<number>({ capacity: 8 });
    bus
      .pipe(
        filter((event) => event % 10 === 0),
        concatMapBounded(() => NEVER, { name: 'tens', capacity: 3, bus }),
      )
      .subscribe();
    for (let event = 0; event < 100; event++) bus.publish(event);
    await turn();
    expect(bus.stats().subscribers.at(-1)).toMatchObject({
      ...{ name: 'tens', delivered: 1, dropped: 6, pending: 3 },
    });
  });
});
