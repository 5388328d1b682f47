import { SimulationFailedError, type SimulationReport } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import { commandFor, explain } from './explain.js';
import { play, type PlayOptions } from './play.js';

/** A failure is told with the command that plays it again. */
async function played(options: PlayOptions): Promise<SimulationReport> {
  try {
    return await play(options);
  } catch (error) {
    throw error instanceof SimulationFailedError ? new Error(explain(error.failure)) : error;
  }
}

describe('a whole kernel, whatever happens to it', () => {
  it.each([1, 11, 21, 31, 41])(
    'keeps its word: ten seeds from %i, 2,000 steps each',
    async (first) => {
      for (let seed = first; seed < first + 10; seed++) {
        const { steps } = await played({ seed, steps: 2_000 });
        expect(steps).toBe(2_000);
      }
    },
    240_000,
  );

  it('does the same again for the same seed, and something else for another', async () => {
    const once = await played({ seed: 3, steps: 300 });
    const other = await played({ seed: 4, steps: 300 });
    const again = await played({ seed: 3, steps: 300 });
    expect(again).toEqual(once);
    expect(other.digest).not.toBe(once.digest);
  });

  it('does everything that can be done', async () => {
    const { moves, elapsed, events, nodes, starts } = await played({ seed: 2, steps: 2_000 });
    expect(Object.keys(moves)).toHaveLength(18);
    expect(elapsed).toBeGreaterThan(10_000);
    expect(events).toBeGreaterThan(1_000);
    expect(nodes).toBeGreaterThan(1);
    expect(starts).toBeGreaterThan(50);
  });
});

describe('the command that a failure is told with', () => {
  const failure = { invariant: 'one order', problem: 'two', seed: 7, steps: 90, trace: ['step 3'] };

  it('names the seed, the steps, and the moves where they are few', () => {
    expect(commandFor({ ...failure, only: [3, 70] })).toBe(
      'npm run simulate -- --seed 7 --steps 90 --only 3,70',
    );
    expect(commandFor({ ...failure, only: [] }, 24)).toBe(
      'npm run simulate -- --seed 7 --steps 90 --only 0 --hours 24',
    );
    expect(commandFor({ ...failure, only: Array.from({ length: 51 }, (_, at) => at) })).toBe(
      'npm run simulate -- --seed 7 --steps 90',
    );
  });

  it('comes below what failed, and what led there', () => {
    expect(explain({ ...failure, only: [3] }).split('\n')).toEqual([
      'seed 7: one order: two',
      '  step 3',
      'npm run simulate -- --seed 7 --steps 90 --only 3',
    ]);
  });
});
