import fc from 'fast-check';
import { config, NEVER, type Subscription } from 'rxjs';
import { Bus, concatMapBounded, type LagNotice, type SubscriberStats } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BusPlay, type Habit } from './support/BusPlay.js';
import { readerSpecs, type ReaderSpec } from './support/readers.js';
import { seeded } from './support/seeded.js';
import { timerTurn, turn } from './support/turn.js';

type Step =
  | { readonly do: 'publish'; readonly count: number }
  | { readonly do: 'subscribe'; readonly habit: Habit; readonly piped: boolean }
  | {
      readonly do: 'read';
      readonly spec: ReaderSpec;
      readonly fused: boolean;
      readonly habit: Habit;
    }
  | { readonly do: 'release' | 'dismiss'; readonly which: number }
  | { readonly do: 'turn' };

type Ending = 'complete' | 'error' | 'unsubscribe' | 'close' | 'none';

interface Scenario {
  readonly capacity: number;
  readonly steps: readonly Step[];
  readonly ending: Ending;
}

const habits = (capacity: number): fc.Arbitrary<Habit> =>
  fc.record({
    every: fc.integer({ min: 1, max: 7 }),
    act: fc.oneof(
      { weight: 8, arbitrary: fc.constant({ do: 'nothing' as const }) },
      {
        weight: 4,
        arbitrary: fc.constantFrom<Habit['act']>(
          { do: 'throw' },
          { do: 'leave' },
          { do: 'subscribe' },
        ),
      },
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('publish' as const),
          count: fc.integer({ min: 1, max: capacity * 6 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('dismiss' as const), which: fc.nat(5) }),
      },
      { weight: 1, arbitrary: fc.constant({ do: 'complete' as const }) },
    ),
  });

const scenarios: fc.Arbitrary<Scenario> = fc.integer({ min: 1, max: 6 }).chain((capacity) => {
  const habit = habits(capacity);
  const which = fc.nat(5);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('publish' as const),
        count: fc.integer({ min: 1, max: capacity * 5 }),
      }),
    },
    { weight: 4, arbitrary: fc.constant({ do: 'turn' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('subscribe' as const),
        habit,
        piped: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('read' as const),
        spec: readerSpecs(capacity),
        fused: fc.boolean(),
        habit,
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('release' as const), which }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('dismiss' as const), which }) },
  );
  return fc.record({
    capacity: fc.constant(capacity),
    steps: fc.array(step, { maxLength: 30 }),
    ending: fc.constantFrom<Ending>('complete', 'error', 'unsubscribe', 'close', 'none'),
  });
});

async function play({ capacity, steps, ending }: Scenario): Promise<readonly string[]> {
  const play = new BusPlay(capacity);
  for (const [at, step] of steps.entries()) {
    if (step.do === 'publish') play.publish(step.count);
    else if (step.do === 'subscribe') play.subscribe(step.habit, step.piped);
    else if (step.do === 'read') play.read(step.spec, step.fused, step.habit);
    else if (step.do === 'release') play.release(step.which);
    else if (step.do === 'dismiss') play.dismiss(step.which);
    else await turn();
    play.check(`after step ${at} (${step.do})`, step.do === 'turn');
  }
  const { bus } = play;
  if (ending === 'complete') bus.complete();
  if (ending === 'error') bus.error(new Error('the end'));
  // eslint-disable-next-line rxjs-x/no-subject-unsubscribe -- a bus accounts for this end as well
  if (ending === 'unsubscribe') bus.unsubscribe();
  if (ending === 'close') await bus.close({ timeout: 0 });
  play.check(`after ${ending}`);
  await turn();
  play.check('at last', true);
  return play.problems;
}

describe('the account of every subscriber', () => {
  beforeEach(() => {
    config.onUnhandledError = () => {};
  });
  afterEach(async () => {
    await timerTurn();
    config.onUnhandledError = null;
  });

  it('adds up after every step and inside every handler, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        expect(await play(scenario)).toEqual([]);
      }),
      seeded(800),
    );
  });

  it('is told in order, also when one who is told makes another leave', async () => {
    const bus = new Bus<number>();
    const told: LagNotice[] = [];
    const stall = (name: string, onLag: (notice: LagNotice) => void): Subscription =>
      bus.pipe(concatMapBounded(() => NEVER, { name, capacity: 2, onLag })).subscribe();
    stall('a', (notice) => {
      told.push(notice);
      b.unsubscribe();
    });
    const b = stall('b', (notice) => told.push(notice));
    for (let event = 0; event < 6; event++) bus.publish(event);
    await turn();
    expect(told).toEqual([
      { subscriber: 'a', dropped: 3, abandoned: 0 },
      { subscriber: 'b', dropped: 3, abandoned: 0 },
      { subscriber: 'b', dropped: 0, abandoned: 2 },
    ]);
  });

  it('is told to lag$ and onLag alike, after delivery, and once after a pump', async () => {
    const bus = new Bus<number>({ capacity: 4 });
    const log: string[] = [];
    bus.lag$.subscribe(({ subscriber, dropped }) => log.push(`lag$ ${subscriber} ${dropped}`));
    bus
      .pipe(
        concatMapBounded(() => NEVER, {
          name: 'r',
          capacity: 1,
          onLag: ({ dropped }) => log.push(`onLag ${dropped}`),
        }),
      )
      .subscribe();
    bus.subscribe((event) => log.push(`event ${event}`));
    for (let event = 0; event < 6; event++) bus.publish(event);
    expect(log).toEqual(['event 0', 'event 1']);
    await turn();
    expect(log.slice(2)).toEqual([
      ...[2, 3, 4, 5].map((event) => `event ${event}`),
      ...['lag$ r 4', 'onLag 4'],
    ]);
  });

  it('may be looked at inside what tells of a loss, and published to, and left', async () => {
    const bus = new Bus<number>({ capacity: 2 });
    const rows: SubscriberStats[] = [];
    const reader = bus
      .pipe(
        concatMapBounded(() => NEVER, {
          capacity: 1,
          onLag: () => {
            rows.push(...bus.stats().subscribers);
            if (rows.length > 3) return;
            bus.publish(1);
            bus.publish(2);
            bus.publish(3);
            if (rows.length === 3) reader.unsubscribe();
          },
        }),
      )
      .subscribe();
    for (let event = 0; event < 4; event++) bus.publish(event);
    await turn();
    expect(rows).toMatchObject([
      { delivered: 1, dropped: 2, pending: 1 },
      { delivered: 1, dropped: 5, pending: 1 },
      { delivered: 1, dropped: 8, pending: 1 },
    ]);
    expect(bus.stats().departed).toMatchObject({ delivered: 1, dropped: 8, abandoned: 4 });
  });

  it('is told of each loss anew, and not of those before one came', async () => {
    const bus = new Bus<number>({ capacity: 2 });
    const told: LagNotice[] = [];
    bus.lag$.subscribe((notice) => told.push(notice));
    bus.subscribe((event) => {
      if (event === 0) for (let n = 1; n <= 8; n++) bus.publish(n);
    });
    bus.publish(0);
    await turn();
    bus.subscribe(() => undefined);
    bus.publish(0);
    await turn();
    expect(told).toEqual([
      { subscriber: 'subscriber-1', dropped: 4, abandoned: 0 },
      { subscriber: 'subscriber-1', dropped: 4, abandoned: 0 },
      { subscriber: 'subscriber-2', dropped: 4, abandoned: 0 },
    ]);
    expect(bus.stats().subscribers).toMatchObject([{ dropped: 8 }, { dropped: 4 }]);
  });

  it('is told after delivery also when those who lost leave inside it', async () => {
    const bus = new Bus<number>({ capacity: 2 });
    const log: string[] = [];
    bus.lag$.subscribe(({ subscriber }) => log.push(`lag$ ${subscriber}`));
    const reader = bus.pipe(concatMapBounded(() => NEVER, { name: 'r', capacity: 1 })).subscribe();
    const first = bus.subscribe((event) => {
      if (event < 2) return;
      for (let n = 3; n <= 10; n++) bus.publish(n);
      first.unsubscribe();
      reader.unsubscribe();
    });
    bus.subscribe((event) => log.push(`event ${event}`));
    for (const event of [0, 1, 2]) bus.publish(event);
    await turn();
    const events = log.filter((line) => line.startsWith('event'));
    expect(events).toContain('event 10');
    expect(log.slice(0, events.length)).toEqual(events);
    expect(new Set(log.slice(events.length))).toEqual(
      new Set(['lag$ subscriber-1', 'lag$ r', 'lag$ subscriber-2']),
    );
  });
});
