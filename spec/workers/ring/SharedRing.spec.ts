import {
  BufferOverflowError,
  type LagNotice,
  type Overflow,
  type SubscriberStats,
} from 'ron-kernel';
import {
  EventTooLargeError,
  SharedReader,
  SharedRing,
  WorkerConnectionError,
  type SharedRingOptions,
} from 'ron-kernel/workers';
import { describe, expect, it, vi } from 'vitest';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A ring with one reader, both in this thread. */
function ringOfOne(options: SharedRingOptions = {}) {
  const ring = new SharedRing(options);
  const notices: LagNotice[] = [];
  const gone: [SubscriberStats, unknown][] = [];
  const place = ring.join({
    name: 'reader',
    onLag: (notice) => notices.push(notice),
    onGone: (...how) => gone.push(how),
  });
  return { ring, place, reader: new SharedReader(place), notices, gone };
}

const write = (ring: SharedRing, ...texts: readonly string[]): void => {
  for (const text of texts) ring.write(bytesOf(text));
};

function readAll(reader: SharedReader): string[] {
  const texts: string[] = [];
  for (let bytes = reader.read(); bytes; bytes = reader.read()) texts.push(textOf(bytes));
  return texts;
}

const account = (over: Partial<SubscriberStats>): SubscriberStats => ({
  name: 'reader',
  capacity: 4,
  pending: 0,
  delivered: 0,
  dropped: 0,
  abandoned: 0,
  ...over,
});

describe('SharedRing', () => {
  it('hands every reader each event, whole and in order, at its own pace', () => {
    const ring = new SharedRing();
    const [one, other] = ['one', 'other'].map((name) => new SharedReader(ring.join({ name })));
    write(ring, 'a', 'bc');
    expect(one && readAll(one)).toEqual(['a', 'bc']);
    write(ring, '', 'def');
    expect(one && readAll(one)).toEqual(['', 'def']);
    expect(other && readAll(other)).toEqual(['a', 'bc', '', 'def']);
    expect(other?.read()).toBeUndefined();
    expect(ring.stats()).toMatchObject({
      published: 4,
      subscribers: [
        { name: 'one', delivered: 4, pending: 0 },
        { name: 'other', delivered: 4, pending: 0 },
      ],
    });
  });

  it('hands a reader what was written from when it joined, also before it reads', () => {
    const ring = new SharedRing();
    write(ring, 'before');
    const place = ring.join({ name: 'late' });
    write(ring, 'after');
    expect(readAll(new SharedReader(place))).toEqual(['after']);
  });

  it('keeps nothing where nobody reads, and counts it', () => {
    const ring = new SharedRing();
    expect(ring.write(bytesOf('unheard'))).toBe(false);
    expect(ring.write(bytesOf('unheard, too'))).toBe(false);
    const reader = new SharedReader(ring.join({ name: 'reader' }));
    expect(ring.write(bytesOf('heard'))).toBe(true);
    expect(readAll(reader)).toEqual(['heard']);
    reader.leave();
    ring.stats(); // which has it look who is there
    expect(ring.write(bytesOf('unheard again'))).toBe(false);
    expect(ring.stats()).toMatchObject({ published: 4, subscribers: [] });
  });

  it('goes round its memory and its numbers any number of times', () => {
    const { ring, reader } = ringOfOne({ capacity: 7, bytes: 1_024 });
    for (let n = 0; n < 5_000; n++) {
      const texts = Array.from(
        { length: n % 8 },
        (_, k) => `${n}:${'x'.repeat((n * 7 + k) % 120)}`,
      );
      write(ring, ...texts);
      expect(readAll(reader)).toEqual(texts);
    }
    expect(ring.stats().subscribers).toMatchObject([{ dropped: 0, pending: 0, delivered: 17_500 }]);
    expect(reader.stats()).toEqual(ring.stats().subscribers[0]);
  });

  it('gives bytes away that nothing written later changes', () => {
    const { ring, reader } = ringOfOne({ capacity: 2, bytes: 1_024 });
    write(ring, 'kept');
    const kept = reader.read();
    for (let n = 0; n < 1_000; n++) write(ring, 'overwritten');
    expect(kept && textOf(kept)).toBe('kept');
  });

  it.each<[Overflow, string[], Partial<SubscriberStats>]>([
    ['drop-oldest', ['c', 'd', 'e', 'f'], { delivered: 4, dropped: 2 }],
    ['drop-newest', ['a', 'b', 'c', 'd'], { delivered: 4, dropped: 2 }],
    ['latest', ['f'], { capacity: 1, delivered: 1, dropped: 5 }],
  ])('loses by %s what a slow reader has no room for', async (overflow, read, stats) => {
    const { ring, reader, notices } = ringOfOne({
      ...(overflow !== 'latest' && { capacity: 4 }),
      overflow,
    });
    write(ring, 'a', 'b', 'c', 'd', 'e', 'f');
    const { dropped, capacity } = { ...account({}), ...stats };
    const pending = 6 - dropped;
    const before = account({ capacity, pending, dropped });
    expect(ring.stats().subscribers).toEqual([before]);
    expect(reader.stats()).toEqual(before);
    expect(readAll(reader)).toEqual(read);
    expect(ring.stats().subscribers).toEqual([account(stats)]);
    expect(reader.stats()).toEqual(account(stats));
    await Promise.resolve();
    expect(notices).toEqual([{ subscriber: 'reader', dropped, abandoned: 0 }]);
  });

  it("ends with 'error' the reader alone that falls behind", async () => {
    const ring = new SharedRing({ capacity: 2, overflow: 'error' });
    const gone: unknown[][] = [];
    const slow = new SharedReader(ring.join({ name: 'slow', onGone: (...how) => gone.push(how) }));
    const quick = new SharedReader(ring.join({ name: 'quick' }));
    write(ring, 'a', 'b');
    expect(readAll(quick)).toEqual(['a', 'b']);
    write(ring, 'c');
    expect(readAll(quick)).toEqual(['c']);
    expect(slow.read()).toBeUndefined();
    expect(slow.ended).toBe(true);
    expect(slow.failure).toEqual(new BufferOverflowError('slow', 2));
    expect(quick.failure).toBeUndefined();
    const final = { name: 'slow', capacity: 2, pending: 0, delivered: 0, dropped: 0, abandoned: 2 };
    expect(slow.stats()).toEqual(final);
    expect(gone).toEqual([[final, new BufferOverflowError('slow', 2)]]);
    expect(ring.stats()).toMatchObject({
      subscribers: [{ name: 'quick', delivered: 3 }],
      departed: { subscribers: 1, abandoned: 2 },
    });
  });

  it('is bounded in bytes as in events, and drops the oldest for the one as for the other', () => {
    const { ring, reader } = ringOfOne({ capacity: 100, bytes: 1_024 });
    for (let n = 0; n < 10; n++) ring.write(new Uint8Array(200).fill(n));
    expect(reader.stats()).toMatchObject({ pending: 5, dropped: 5 });
    ring.write(new Uint8Array(1_024).fill(10));
    expect(reader.read()).toEqual(new Uint8Array(1_024).fill(10));
    expect(reader.stats()).toMatchObject({ pending: 0, delivered: 1, dropped: 10 });
  });

  it('refuses an event that is larger than itself, and every account has it as dropped', () => {
    const { ring, reader } = ringOfOne({ capacity: 4, bytes: 1_024 });
    write(ring, 'a');
    expect(() => ring.write(new Uint8Array(1_025))).toThrow(new EventTooLargeError(1_025, 1_024));
    ring.refuse();
    write(ring, 'b');
    expect(readAll(reader)).toEqual(['a', 'b']);
    expect(reader.stats()).toEqual(account({ delivered: 2, dropped: 2 }));
    expect(ring.stats()).toMatchObject({
      published: 4,
      subscribers: [account({ delivered: 2, dropped: 2 })],
    });
  });

  it("doesn't hand a reader back what came from it, nor count that as lost", () => {
    const ring = new SharedRing({ capacity: 4 });
    const place = ring.join({ name: 'reader' });
    const reader = new SharedReader(place);
    const other = new SharedReader(ring.join({ name: 'other' }));
    ring.write(bytesOf('a'));
    ring.write(bytesOf('mine'), place);
    expect(ring.statsOf(place)).toEqual(account({ pending: 1 }));
    expect(reader.stats()).toEqual(account({ pending: 1 }));
    expect(readAll(reader)).toEqual(['a']);
    expect(readAll(other)).toEqual(['a', 'mine']);
    for (const text of ['b', 'c', 'd', 'e', 'f', 'g']) {
      ring.write(bytesOf(text));
      ring.write(bytesOf('mine'), place);
    }
    const behind = account({ delivered: 1, dropped: 4, pending: 2 });
    expect(ring.statsOf(place)).toEqual(behind);
    expect(reader.stats()).toEqual(behind);
    expect(readAll(reader)).toEqual(['f', 'g']);
    expect(reader.stats()).toEqual(account({ delivered: 3, dropped: 4 }));
    expect(ring.statsOf(place)).toEqual(reader.stats());
  });

  it('ends for a reader once that has read what is pending', () => {
    const { ring, place, reader } = ringOfOne();
    const other = new SharedReader(ring.join({ name: 'other' }));
    write(ring, 'a');
    ring.end(place);
    write(ring, 'b');
    expect(reader.ended).toBe(false);
    expect(readAll(reader)).toEqual(['a']);
    expect(reader.ended).toBe(true);
    expect(reader.wait()).toBe(false);
    expect(reader.failure).toBeUndefined();
    expect(ring.statsOf(place)).toMatchObject({ delivered: 1, pending: 0 });
    expect(readAll(other)).toEqual(['a', 'b']);
    expect(other.ended).toBe(false);
    ring.end();
    expect(other.ended).toBe(true);
    expect(() => ring.join({ name: 'late' })).toThrow(WorkerConnectionError);
  });

  it.each(['reader', 'writer'])(
    'abandons what is pending when the %s gives the place up',
    (who) => {
      const { ring, place, reader, notices, gone } = ringOfOne({ capacity: 4 });
      write(ring, 'a', 'b', 'c');
      expect(reader.read()).toEqual(bytesOf('a'));
      if (who === 'reader') reader.leave();
      else ring.leave(place);
      write(ring, 'd');
      expect(reader.read()).toBeUndefined();
      expect(reader.ended).toBe(true);
      const final = account({ delivered: 1, abandoned: 2 });
      expect(reader.stats()).toEqual(final);
      expect(ring.stats()).toMatchObject({
        subscribers: [],
        departed: { subscribers: 1, delivered: 1, dropped: 0, abandoned: 2 },
      });
      expect(gone).toEqual([[final, undefined]]);
      expect(notices).toEqual([{ subscriber: 'reader', dropped: 0, abandoned: 2 }]);
      expect(ring.leave(place)).toBeUndefined();
      expect(ring.statsOf(place)).toBeUndefined();
      reader.leave();
      expect(reader.stats()).toEqual(final);
    },
  );

  it('can be left by a reader also when it is ending', () => {
    const { ring, place, reader, gone } = ringOfOne({ capacity: 4 });
    write(ring, 'a', 'b');
    ring.end(place);
    write(ring, 'c');
    reader.leave();
    expect(reader.ended).toBe(true);
    expect(reader.read()).toBeUndefined();
    expect(reader.stats()).toEqual(account({ abandoned: 2 }));
    expect(ring.stats().departed).toMatchObject({ subscribers: 1, abandoned: 2 });
    expect(gone).toEqual([[account({ abandoned: 2 }), undefined]]);
  });

  it('has 31 places, and gives one that its reader left to another', () => {
    const ring = new SharedRing();
    const places = Array.from({ length: 31 }, (_, n) => ring.join({ name: `reader-${n}` }));
    expect(ring.hasPlace).toBe(false);
    expect(() => ring.join({ name: 'one more' })).toThrow(
      "'one more' can't join this ring: every place is taken; make another",
    );
    const [first, second] = places;
    if (first === undefined || second === undefined) throw new Error('31 places');
    const zombie = new SharedReader(first);
    ring.leave(first);
    expect(ring.hasPlace).toBe(false);
    new SharedReader(second).leave();
    ring.stats();
    const reader = new SharedReader(ring.join({ name: 'one more' }));
    write(ring, 'a');
    expect(readAll(reader)).toEqual(['a']);
    expect(readAll(zombie)).toEqual([]);
  });

  it('tells one that has left nothing of whoever has its place now', () => {
    const ring = new SharedRing({ capacity: 1, overflow: 'error' });
    const left = new SharedReader(ring.join({ name: 'left' }));
    for (let n = 2; n <= 31; n++) ring.join({ name: `reader-${n}` });
    left.leave();
    ring.stats();
    const slow = new SharedReader(ring.join({ name: 'slow' }));
    write(ring, 'a', 'b');
    expect(slow.failure).toEqual(new BufferOverflowError('slow', 1));
    expect(left.failure).toBeUndefined();
  });

  it('has one reader where it drops the newest, since it keeps what others would overwrite', () => {
    const { ring } = ringOfOne({ overflow: 'drop-newest' });
    expect(ring.hasPlace).toBe(false);
    expect(() => ring.join({ name: 'second' })).toThrow(WorkerConnectionError);
  });

  it('wakes a sleeping reader once, however much is written', async () => {
    const { ring, reader } = ringOfOne();
    const notify = vi.spyOn(Atomics, 'notify');
    const readable = reader.whenReadable();
    write(ring, 'a', 'b', 'c');
    expect(notify).toHaveBeenCalledTimes(1);
    await readable;
    expect(readAll(reader)).toEqual(['a', 'b', 'c']);
    write(ring, 'd');
    expect(notify).toHaveBeenCalledTimes(1);
    await reader.whenReadable();
    expect(readAll(reader)).toEqual(['d']);
  });

  it.each<[string, (given: ReturnType<typeof ringOfOne>) => void]>([
    ['the ring ends', ({ ring }) => ring.end()],
    ['its place is taken', ({ ring, place }) => ring.leave(place)],
    ['it leaves', ({ reader }) => reader.leave()],
  ])('wakes a sleeping reader when %s', async (_, end) => {
    const given = ringOfOne();
    const readable = given.reader.whenReadable();
    end(given);
    await readable;
    expect(given.reader.ended).toBe(true);
  });

  it('waits in vain no longer than it is told', () => {
    const { reader } = ringOfOne();
    expect(reader.wait(1)).toBe(true);
    expect(reader.wait(0)).toBe(true);
    expect(reader.read()).toBeUndefined();
  });

  it.each<[SharedRingOptions, string]>([
    [{ capacity: 0 }, 'capacity must be a whole number from 1 to 4194304, got 0'],
    [{ bytes: 1_023 }, 'bytes must be a whole number from 1024 to 1073741824, got 1023'],
    [{ overflow: 'latest', capacity: 2 }, 'capacity must be left out or 1'],
    [{ overflow: 'wait' as Overflow }, "overflow must be one of 'drop-oldest', 'latest'"],
  ])('refuses %o', (options, message) => {
    expect(() => new SharedRing(options)).toThrow(message);
  });
});
