import fc from 'fast-check';
import { map } from 'rxjs';
import { Bus, type SubscriberStats } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { readerSpecs, runReader, type ReaderSpec, type RunningReader } from './support/readers.js';
import { seeded } from './support/seeded.js';
import { turn } from './support/turn.js';

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
}

const scenarios: fc.Arbitrary<Scenario> = fc.integer({ min: 1, max: 12 }).chain((capacity) =>
  fc.record({
    capacity: fc.constant(capacity),
    spec: readerSpecs(capacity),
    steps: steps(capacity * 3 + 3),
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
async function play({ capacity, spec, steps }: Scenario, fused: boolean): Promise<Moment[]> {
  const bus = new Bus<number>({ capacity });
  const told = { dropped: 0, abandoned: 0 };
  bus.lag$.subscribe(({ dropped, abandoned }) => {
    told.dropped += dropped;
    // One that fails by itself, on a ring of its own, leaves in the midst of a burst and misses the rest.
    if (spec.overflow !== 'error' && spec.failAt === undefined) told.abandoned += abandoned;
  });
  const source$ = fused ? bus : bus.pipe(map((event) => event));
  const reader = runReader(source$, spec, { name: 'reader', bus });
  const moments: Moment[] = [];
  let next = 0;
  for (const step of steps) {
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
});
