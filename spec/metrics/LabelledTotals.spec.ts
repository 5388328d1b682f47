import { describe, expect, it } from 'vitest';
import { LabelledTotals } from '../../lib/metrics/LabelledTotals.js';

describe('LabelledTotals', () => {
  it('adds up by label', () => {
    const totals = new LabelledTotals();
    totals.add('audit', 2);
    totals.add('tail', 1);
    totals.add('audit', 3);
    expect([...totals]).toEqual([
      ['audit', 5],
      ['tail', 1],
    ]);
  });

  it('holds 256 labels of their own however many there are, and loses no amount', () => {
    const totals = new LabelledTotals();
    for (let i = 0; i < 1_000; i++) totals.add(`subscriber-${i}`, 1);
    totals.add('subscriber-0', 1);
    expect([...totals]).toHaveLength(257);
    expect(new Map(totals).get('subscriber-0')).toBe(2);
    expect(new Map(totals).get('other')).toBe(744);
  });
});
