import { describe, expect, it } from 'vitest';
import { secondsToLoss } from '../../lib/health/secondsToLoss.js';

describe('secondsToLoss', () => {
  const reader = { capacity: 100, dropped: 0 };

  it.each<[string, number, number, number, number]>([
    ['keeps up', 0, 0, 0, Infinity],
    ['is behind, and stays so', 90, 90, 0, Infinity],
    ['catches up', 90, 10, 0, Infinity],
    ['falls behind from nothing', 0, 20, 0, 4],
    ['falls behind from half', 50, 75, 0, 1],
    ['is full, and nothing was lost yet', 50, 100, 0, 0],
    ['has lost events', 100, 100, 5, 0],
    ['has lost events and caught up since', 100, 0, 5, 0],
  ])('of a reader that %s', (_case, before, now, dropped, seconds) => {
    const earlier = { ...reader, at: 1_000, pending: before };
    const later = { ...reader, at: 2_000, pending: now, dropped };
    expect(secondsToLoss(earlier, later)).toBe(seconds);
  });

  it('counts the time between the samples', () => {
    const earlier = { ...reader, at: 0, pending: 0 };
    expect(secondsToLoss(earlier, { ...reader, at: 250, pending: 20 })).toBe(1);
    expect(secondsToLoss(earlier, { ...reader, at: 0, pending: 20 })).toBe(Infinity);
  });
});
