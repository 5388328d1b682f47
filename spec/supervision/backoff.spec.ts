import { describe, expect, it } from 'vitest';
import {
  constant,
  decorrelated,
  equalJitter,
  exponential,
  fullJitter,
  noJitter,
  OptionRangeError,
  OptionTypeError,
  supervise,
  type Backoff,
} from 'ron-kernel';

const almostOne = 1 - Number.EPSILON;
const delays = (backoff: Backoff, random: () => number, count = 5): number[] => {
  const drawn: number[] = [];
  for (let attempt = 0; attempt < count; attempt++) {
    drawn.push(backoff.delay({ attempt, previous: drawn.at(-1) ?? 0 }, random));
  }
  return drawn;
};

describe('exponential', () => {
  it('doubles from its base up to its cap', () => {
    const backoff = exponential({ base: 100, cap: 1_000, jitter: noJitter });
    expect(delays(backoff, () => 0.5)).toEqual([100, 200, 400, 800, 1_000]);
  });

  it('multiplies by its factor', () => {
    const backoff = exponential({ base: 1, factor: 3, jitter: noJitter });
    expect(delays(backoff, () => 0.5)).toEqual([1, 3, 9, 27, 81]);
  });

  it('is 100 ms to 30 s with full jitter unless told otherwise', () => {
    expect(exponential().description).toBe('exponential, 100 ms ×2 up to 30000 ms, full jitter');
    expect(delays(exponential(), () => 0.5, 1)).toEqual([50]);
  });

  it('is capped before it is spread, and never above the cap, however long it goes on', () => {
    const backoff = exponential({ base: 100, cap: 1_000, jitter: fullJitter });
    expect(backoff.delay({ attempt: 5_000, previous: 0 }, () => 0.5)).toBe(500);
    expect(backoff.delay({ attempt: 5_000, previous: 0 }, () => 0.999)).toBe(999);
  });

  it('stays at zero if that is its base', () => {
    expect(delays(exponential({ base: 0 }), () => 0.5)).toEqual([0, 0, 0, 0, 0]);
    expect(exponential({ base: 0 }).delay({ attempt: 5_000, previous: 0 }, () => 0.5)).toBe(0);
  });

  it('keeps a jitter of the user’s own under the cap', () => {
    const backoff = exponential({ base: 10, cap: 20, jitter: (delay) => delay * 7 });
    expect(delays(backoff, () => 0.5, 3)).toEqual([10, 20, 20]);
    expect(backoff.description).toBe('exponential, 10 ms ×2 up to 20 ms, jitter of its own');
  });
});

describe('constant', () => {
  it('never changes', () => {
    expect(delays(constant({ delay: 7 }), () => 0.5, 3)).toEqual([7, 7, 7]);
    expect(delays(constant({ delay: 8, jitter: equalJitter }), () => 0.5, 2)).toEqual([6, 6]);
    expect(constant({ delay: 7 }).description).toBe('constant, 7 ms, no jitter');
  });
});

describe('decorrelated', () => {
  it('says what it is', () => {
    const { description } = decorrelated({ base: 10, cap: 100 });
    expect(description).toBe('decorrelated, 10 ms to 100 ms, ×3 at most');
  });

  it('draws from its base up to three times the delay before', () => {
    const backoff = decorrelated({ base: 10, cap: 100 });
    expect(backoff.delay({ attempt: 0, previous: 0 }, () => 0)).toBe(10);
    expect(backoff.delay({ attempt: 0, previous: 0 }, () => 0.5)).toBe(20);
    expect(backoff.delay({ attempt: 3, previous: 20 }, () => 0.5)).toBe(35);
  });

  it('never leaves its bounds', () => {
    const backoff = decorrelated({ base: 10, cap: 100 });
    expect(delays(backoff, () => 0)).toEqual([10, 10, 10, 10, 10]);
    for (const delay of delays(backoff, () => almostOne, 50))
      expect(delay).toBeLessThanOrEqual(100);
  });
});

describe('jitter', () => {
  it.each([
    ['full', fullJitter, 0, 100],
    ['equal', equalJitter, 50, 100],
    ['no', noJitter, 100, 100],
  ])('%s: a delay of 100 becomes %d … %d', (_name, jitter, least, most) => {
    expect(jitter(100, () => 0)).toBeCloseTo(least);
    expect(jitter(100, () => almostOne)).toBeCloseTo(most);
  });
});

describe('a policy that can’t work is refused where it is made', () => {
  it.each([
    [
      'a base above the cap',
      () => exponential({ base: 10, cap: 5 }),
      'base must not be above cap, got base 10 and cap 5',
    ],
    [
      'a negative base',
      () => exponential({ base: -1 }),
      'base must be milliseconds from 0 to 2147483647, got -1',
    ],
    [
      'a cap that isn’t finite',
      () => exponential({ cap: Infinity }),
      'cap must be milliseconds from 0 to 2147483647, got Infinity',
    ],
    [
      'a cap no timer takes',
      () => exponential({ cap: 2 ** 31 }),
      'cap must be milliseconds from 0 to 2147483647, got 2147483648',
    ],
    [
      'a factor that shrinks',
      () => exponential({ factor: 0.5 }),
      'factor must be a number from 1 to',
    ],
    [
      'a delay that is NaN',
      () => constant({ delay: NaN }),
      'delay must be milliseconds from 0 to 2147483647, got NaN',
    ],
    [
      'a decorrelated base above its cap',
      () => decorrelated({ base: 10, cap: 5 }),
      'base must not be above cap',
    ],
    [
      'a decorrelated factor that shrinks',
      () => decorrelated({ base: 10, cap: 50, factor: 0.5 }),
      'factor must be a number from 1',
    ],
    [
      'a negative limit',
      () => supervise({ limit: { restarts: -1, within: 10 } }),
      'limit.restarts must be a whole number from 0 to 10000, got -1',
    ],
    [
      'half a restart',
      () => supervise({ limit: { restarts: 1.5, within: 10 } }),
      'limit.restarts must be a whole number',
    ],
    [
      'a window of nothing',
      () => supervise({ limit: { restarts: 1, within: 0 } }),
      'limit.within must be milliseconds from 1',
    ],
    [
      'a negative stableAfter',
      () => supervise({ stableAfter: -1 }),
      'stableAfter must be milliseconds from 0',
    ],
    [
      'a cooldown of nothing',
      () => supervise({ cooldown: 0 }),
      'cooldown must be milliseconds from 1',
    ],
    [
      'a backoff that answers nonsense',
      () => supervise({ backoff: { description: 'x', delay: () => NaN } }),
      'backoff.delay() must be milliseconds from 0',
    ],
  ])('%s', (_name, make, message) => {
    expect(make).toThrow(OptionRangeError);
    expect(make).toThrow(message);
  });

  it.each([
    [
      'an unknown restart type',
      { restart: 'always' },
      "restart must be one of 'permanent', 'transient', 'temporary', got 'always'",
    ],
    ['a backoff that is a number', { backoff: 100 }, 'backoff must be an object, got 100'],
    [
      'a backoff without a delay',
      { backoff: {} },
      'backoff.delay must be a function, got undefined',
    ],
    ['a limit that is a number', { limit: 5 }, 'limit must be an object, got 5'],
    [
      'a time in words',
      { stableAfter: '10s' },
      "stableAfter must be milliseconds from 0 to 2147483647, got '10s'",
    ],
  ])('%s', (_name, policy, message) => {
    const make = (): unknown => supervise(policy as never);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(message);
  });
});
