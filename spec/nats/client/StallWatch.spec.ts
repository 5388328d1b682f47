import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StallWatch } from '../../../lib/nats/client/StallWatch.js';

describe('StallWatch', () => {
  let now = 0;
  let watch: StallWatch;

  beforeEach(() => {
    now = 0;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    watch = new StallWatch();
  });

  afterEach(() => {
    watch.stop();
    vi.useRealTimers();
  });

  /** The loop turns so long, and looks at the clock as it does. */
  function turn(milliseconds: number): void {
    for (const end = now + milliseconds; now < end;) {
      now += 250;
      vi.advanceTimersByTime(250);
    }
  }

  it('has seen nothing where the loop turns', () => {
    turn(5_000);
    expect(watch.recent).toBeUndefined();
  });

  it('tells how long the loop stood still, before a timer can and for ten seconds', () => {
    turn(1_000);
    now += 4_250;
    expect(watch.recent).toBe(4_000);
    turn(10_000);
    expect(watch.recent).toBe(4_000);
    turn(250);
    expect(watch.recent).toBeUndefined();
  });

  it('takes a hiccup for none', () => {
    now += 1_249;
    expect(watch.recent).toBeUndefined();
  });

  it('looks no more once it is stopped', () => {
    expect(vi.getTimerCount()).toBe(1);
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
