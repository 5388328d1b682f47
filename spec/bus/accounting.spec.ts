import fc from 'fast-check';
import { config } from 'rxjs';
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
});
