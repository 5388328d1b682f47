import { describe, expect, it } from 'vitest';
import { Known } from '../../../lib/nats/streams/Known.js';

describe('what is known of messages', () => {
  it('is what was met, until 4,096 others were', () => {
    const known = new Known();
    const { acquaintance, met } = known.meet('first');
    expect(met).toBe(false);
    acquaintance.done = true;
    expect(known.meet('first')).toEqual({ met: true, acquaintance });
    for (let n = 0; n < 4_095; n++) known.meet(`message ${n}`);
    expect(known.meet('first')).toEqual({ met: true, acquaintance });
    for (let n = 0; n < 4_096; n++) known.meet(`other ${n}`);
    expect(known.meet('first').met).toBe(false);
  });
});
