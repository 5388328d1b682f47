import { describe, expect, it } from 'vitest';
import { mostWithin } from '../../../../perf/rigs/restartStorm/mostWithin.js';

describe('mostWithin', () => {
  it.each([
    ['nothing', [], 0],
    ['one', [7], 1],
    ['all, when they are close', [1, 2, 3], 3],
    ['both ends of the window', [0, 10, 20], 2],
    ['no more than fit', [0, 11, 22], 1],
    ['a cluster across two tumbling windows', [8, 9, 11, 12, 40], 4],
  ])('counts %s', (_, times, most) => {
    expect(mostWithin(times, 10)).toBe(most);
  });
});
