import { describe, expect, it } from 'vitest';
import { Known } from '../../../lib/nats/streams/Known.js';

describe('what is known of messages', () => {
  it('is what was met, until 4,096 others were', () => {
    const known = new Known();
    const { acquaintance, met } = known.meet('first');
    expect(met).toBe(false);
    acquaintance.finish();
    expect(known.meet('first')).toEqual({ met: true, acquaintance });
    for (let n = 0; n < 4_095; n++) known.meet(`message ${n}`);
    expect(known.meet('first')).toEqual({ met: true, acquaintance });
    for (let n = 0; n < 4_096; n++) known.meet(`other ${n}`);
    expect(known.meet('first').met).toBe(false);
  });

  it('is also what was met last before the connection was lost, however much is met since', () => {
    const known = new Known();
    known.meet('long before');
    const { acquaintance } = known.meet('first');
    for (let n = 0; n < 4_095; n++) known.meet(`message ${n}`);
    known.lost();
    for (let n = 0; n < 10_000; n++) known.meet(`other ${n}`);
    expect(known.meet('first')).toEqual({ met: true, acquaintance });
    expect(known.meet('message 4094').met).toBe(true);
    expect(known.meet('long before').met).toBe(false);
  });

  it('is what was met last before each of some losses, 4,096 in all', () => {
    const known = new Known();
    known.meet('first');
    known.lost();
    known.meet('second');
    known.lost();
    for (let n = 0; n < 5_000; n++) known.meet(`message ${n}`);
    expect([known.meet('first').met, known.meet('second').met]).toEqual([true, true]);
    known.lost();
    for (let n = 0; n < 4_096; n++) known.meet(`other ${n}`);
    expect([known.meet('message 4999').met, known.meet('message 0').met]).toEqual([true, false]);
    for (let n = 0; n < 4_096; n++) known.meet(`yet another ${n}`);
    expect([known.meet('yet another 0').met, known.meet('other 4095').met]).toEqual([true, false]);
  });
});
