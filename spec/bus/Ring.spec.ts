import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ring } from '../../lib/bus/Ring.js';
import { seeded } from './support/seeded.js';

/** A ring whose next sequence number is `at`. */
function ringAt(at: number, capacity: number, withStores = false): Ring<number> {
  const ring = new Ring<number>(capacity, withStores);
  ring.head = at;
  ring.tail = at;
  return ring;
}

/** Where sequence numbers stop fitting 31 and 32 bits, and where they soon stop being exact. */
const edges = [0, 2 ** 31 - 5, 2 ** 32 - 5, 2 ** 33 - 5, 2 ** 48 - 5];

describe('Ring', () => {
  it('holds what is put from tail to head', () => {
    const ring = new Ring<string>(8, false);
    for (const event of ['a', 'b', 'c']) ring.put(event, undefined);
    expect({ head: ring.head, tail: ring.tail }).toEqual({ head: 3, tail: 0 });
    expect([ring.at(0), ring.at(1), ring.at(2)]).toEqual(['a', 'b', 'c']);
  });

  it.each(edges)('grows as it fills, from %d', (from) => {
    const ring = ringAt(from, 1_000);
    for (let n = 0; n < 1_000; n++) ring.put(n, undefined);
    for (let n = 0; n < 1_000; n++) expect(ring.at(from + n)).toBe(n);
    expect(ring.tail).toBe(from);
  });

  it.each(edges)('grows in the midst of a round, from %d', (from) => {
    const ring = ringAt(from, 512);
    for (let n = 0; n < 40; n++) ring.put(n, undefined);
    ring.release(from + 40);
    for (let n = 40; n < 200; n++) ring.put(n, undefined);
    for (let n = 40; n < 200; n++) expect(ring.at(from + n)).toBe(n);
  });

  it.each(edges)('goes round and round, from %d', (from) => {
    const ring = ringAt(from, 64);
    for (let n = 0; n < 1_000; n++) {
      ring.put(n, undefined);
      expect(ring.at(from + n)).toBe(n);
      if (n % 7 === 6) ring.release(from + n + 1);
    }
  });

  it.each(edges)('overwrites the oldest once it can grow no more, from %d', (from) => {
    const ring = ringAt(from, 100);
    for (let n = 0; n < 500; n++) ring.put(n, undefined);
    expect(ring.head).toBe(from + 500);
    expect(ring.tail).toBe(from + 500 - 128);
    expect(ring.at(ring.tail)).toBe(500 - 128);
    expect(ring.at(ring.head - 1)).toBe(499);
  });

  it.each([1, 2, 3, 4, 64, 65])('has room for %i at least', (capacity) => {
    const ring = new Ring<number>(capacity, false);
    for (let n = 0; n < capacity; n++) ring.put(n, undefined);
    expect(ring.tail).toBe(0);
  });

  it('tells up to where it has room', () => {
    const ring = new Ring<number>(2, false);
    expect(ring.roomUntil).toBe(2);
    ring.append(1);
    ring.append(2);
    expect([ring.at(0), ring.at(1)]).toEqual([1, 2]);
    expect(ring.head).toBe(ring.roomUntil);
    ring.release(1);
    expect(ring.roomUntil).toBe(3);
  });

  it('lets go of what is released, and of nothing else', () => {
    const ring = new Ring<number>(8, false);
    for (let n = 0; n < 6; n++) ring.put(n, undefined);
    ring.release(4);
    ring.release(2);
    expect(ring.tail).toBe(4);
    expect([0, 1, 2, 3, 4, 5].map((seq) => ring.at(seq))).toEqual([
      ...[undefined, undefined, undefined, undefined],
      ...[4, 5],
    ]);
  });

  it('takes out the oldest', () => {
    const ring = new Ring<number>(4, false);
    ring.put(1, undefined);
    ring.put(2, undefined);
    expect(ring.take()).toBe(1);
    expect({ tail: ring.tail, gone: ring.at(0), left: ring.at(1) }).toEqual({
      tail: 1,
      gone: undefined,
      left: 2,
    });
  });

  it('lets a sequence number go by without an event, and nothing before it', () => {
    const ring = new Ring<number>(4, false);
    ring.put(1, undefined);
    expect(ring.pass()).toBe(2);
    expect({ head: ring.head, tail: ring.tail, gone: ring.at(0) }).toEqual({
      head: 2,
      tail: 2,
      gone: undefined,
    });
  });

  it('remembers which events are lost, also as it grows', () => {
    const ring = new Ring<number | undefined>(256, false);
    for (let n = 0; n < 60; n++) ring.put(undefined, undefined);
    ring.lose(7);
    for (let n = 60; n < 200; n++) ring.put(undefined, undefined);
    expect(ring.isLost(7)).toBe(true);
    expect(ring.isLost(6)).toBe(false);
    expect(ring.isLost(8)).toBe(false);
    ring.release(8);
    expect(ring.isLost(7)).toBe(false);
  });

  it('keeps each event’s store beside it, if it is to', () => {
    const ring = ringAt(2 ** 32 - 3, 200, true);
    for (let n = 0; n < 300; n++) ring.put(n, `store ${n}`);
    for (let seq = ring.tail; seq < ring.head; seq++) {
      expect(ring.storeAt(seq)).toBe(`store ${ring.at(seq)}`);
    }
    const { tail } = ring;
    ring.release(tail + 1);
    expect(ring.storeAt(tail)).toBeUndefined();
    expect(ringAt(0, 4).storeAt(0)).toBeUndefined();
  });

  it('keeps each event’s store beside it also as it grows', () => {
    const ring = ringAt(2 ** 32 - 3, 200, true);
    for (let n = 0; n < 130; n++) ring.put(n, `store ${n}`);
    const stores = Array.from({ length: 130 }, (_, at) => ring.storeAt(ring.tail + at));
    expect(stores).toEqual(stores.map((_, at) => `store ${at}`));
  });

  it('is a queue of bounded length, whatever is done to it', () => {
    const operation = fc.oneof(
      { weight: 3, arbitrary: fc.record({ put: fc.integer({ min: 1, max: 90 }) }) },
      { weight: 2, arbitrary: fc.record({ release: fc.integer({ min: 0, max: 90 }) }) },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...edges),
        fc.integer({ min: 1, max: 300 }),
        fc.array(operation, { maxLength: 60 }),
        (from, capacity, operations) => {
          const ring = ringAt(from, capacity);
          const longest = 2 ** Math.ceil(Math.log2(capacity));
          let model: number[] = [];
          let next = 0;
          for (const step of operations) {
            if ('put' in step) {
              for (let n = 0; n < step.put; n++) {
                ring.put(next, undefined);
                model.push(next);
                next += 1;
              }
              model = model.slice(-longest);
            } else {
              ring.release(Math.min(ring.head, ring.tail + step.release));
              model = model.slice(step.release);
            }
            expect(ring.head - from).toBe(next);
            const held = Array.from({ length: ring.head - ring.tail }, (_, n) =>
              ring.at(ring.tail + n),
            );
            expect(held).toEqual(model);
          }
        },
      ),
      seeded(500),
    );
  });
});
