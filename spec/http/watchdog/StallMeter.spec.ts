import { describe, expect, it } from 'vitest';
import { StallMeter } from '../../../lib/http/watchdog/StallMeter.js';

/** What it finds at each look: `[milliseconds, beats]`. */
function looks(...seen: readonly (readonly [at: number, beats: number])[]): unknown[] {
  const meter = new StallMeter();
  return seen.map(([at, beats]) => {
    const { lasts, ended } = meter.look(at, beats);
    return ended > 0 ? `ended ${ended}` : lasts;
  });
}

describe('StallMeter', () => {
  it('finds nothing while the beats go on, however many there are between two looks', () => {
    expect(looks([0, 0], [250, 1], [500, 2], [750, 9])).toEqual([0, 0, 0, 0]);
  });

  it('adds up what passes without a beat, and says once how much that was', () => {
    expect(looks([0, 7], [250, 7], [400, 7], [650, 7], [900, 8], [1_150, 9])).toEqual([
      0,
      250,
      400,
      650,
      'ended 650',
      0,
    ]);
  });

  it('counts a second stall from its own start', () => {
    expect(looks([0, 1], [250, 1], [500, 2], [750, 2], [900, 2])).toEqual([
      0,
      250,
      'ended 250',
      250,
      400,
    ]);
  });

  it('takes what it slept through itself for half a second at most', () => {
    expect(looks([0, 1], [3_600_000, 1], [3_600_250, 2])).toEqual([0, 500, 'ended 500']);
    expect(looks([0, 1], [250, 1], [100_000, 1], [100_250, 1])).toEqual([0, 250, 750, 1_000]);
  });

  it('is no worse off for looks that come in a crowd', () => {
    expect(looks([0, 1], [100, 1], [100, 1], [101, 1], [250, 1])).toEqual([0, 100, 100, 101, 250]);
  });

  it('takes a count that has wrapped around for a beat', () => {
    expect(looks([0, 2 ** 31 - 1], [250, -(2 ** 31)], [500, -(2 ** 31)])).toEqual([0, 0, 250]);
  });
});
