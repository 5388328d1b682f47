import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { generate } from '../../../perf/rigs/support/generate.js';
import { schedule } from '../../../perf/rigs/support/schedule.js';

describe('generate', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('publishes what is due when it is due', async () => {
    const slips: number[] = [];
    const done = generate({
      schedule: schedule({ rate: 500 }),
      duration: 20,
      look: 'every millisecond',
      publish: (intended) => slips.push(performance.now() - intended),
    });
    await vi.advanceTimersByTimeAsync(20);
    expect(await done).toBe(10);
    expect(slips).toEqual(Array.from({ length: 10 }, () => 0));
  });

  it.each(['every turn', 'every millisecond'] as const)(
    'looking %s, makes up for a stall in turns of 128, each event as late as it is',
    async (look) => {
      vi.useRealTimers();
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => now);
      const slips: number[] = [];
      const turns: number[] = [];
      const total = await generate({
        schedule: schedule({ rate: 1_000 }),
        duration: 300,
        look,
        publish: (intended) => {
          slips.push(now - intended);
          if (slips.length === 1) now = 10_000;
          void Promise.resolve().then(() => {
            if (turns.at(-1) !== slips.length) turns.push(slips.length);
          });
        },
      });
      expect(total).toBe(300);
      expect(slips).toEqual([0, ...Array.from({ length: 299 }, (_, n) => 10_000 - (n + 1))]);
      expect(turns).toEqual([1, 129, 257, 300]);
    },
  );
});
