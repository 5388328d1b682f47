import { describe, expect, it } from 'vitest';
import { Gaps } from '../../../lib/nats/wire/Gaps.js';

describe('the gaps in what senders number', () => {
  it('are found by sender and subject, from the first that is heard of', () => {
    const gaps = new Gaps();
    expect(gaps.take('a', 's', 7)).toBe(0);
    expect(gaps.take('a', 's', 8)).toBe(0);
    expect(gaps.take('a', 's', 11)).toBe(2);
    expect(gaps.take('a', 's', 11)).toBeUndefined();
    expect(gaps.take('a', 's', 9)).toBeUndefined();
    expect(gaps.take('a', 't', 2)).toBe(0);
    expect(gaps.take('b', 's', 2)).toBe(0);
  });

  it('are forgotten of who was heard of first, once that are 4,096 others', () => {
    const gaps = new Gaps();
    for (let n = 0; n < 4_096; n++) gaps.take(`sender ${n}`, 's', 1);
    expect(gaps.take('sender 0', 's', 3)).toBe(1);
    gaps.take('one more', 's', 1);
    expect(gaps.take('sender 0', 's', 7)).toBe(0);
    expect(gaps.take('sender 2', 's', 7)).toBe(5);
  });
});
