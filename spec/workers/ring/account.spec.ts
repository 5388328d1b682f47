import fc from 'fast-check';
import type { LagNotice, Overflow, SubscriberStats } from 'ron-kernel';
import { EventTooLargeError, SharedReader, SharedRing, type SharedPlace } from 'ron-kernel/workers';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../bus/support/seeded.js';

type Step =
  | { readonly do: 'write'; readonly count: number; readonly length: number; readonly from: number }
  | { readonly do: 'read'; readonly which: number; readonly count: number }
  | { readonly do: 'join' | 'refuse' }
  | { readonly do: 'leave' | 'dismiss' | 'end'; readonly which: number }
  | { readonly do: 'endAll' };

interface Scenario {
  readonly capacity: number;
  readonly overflow: Overflow;
  readonly steps: readonly Step[];
}

const BYTES = 1_024;
const which = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      count: fc.integer({ min: 1, max: 12 }),
      // Sometimes more than the ring holds, and often enough that bytes are what it runs out of.
      length: fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: BYTES + 8 })),
      from: fc.integer({ min: -3, max: 3 }),
    }),
  },
  {
    weight: 40,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      which,
      count: fc.integer({ min: 1, max: 16 }),
    }),
  },
  { weight: 10, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'refuse' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('leave' as const, 'dismiss' as const, 'end' as const),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'endAll' as const }) },
);

const scenarios = (overflow: Overflow): fc.Arbitrary<Scenario> =>
  fc.record({
    overflow: fc.constant(overflow),
    capacity: overflow === 'latest' ? fc.constant(1) : fc.integer({ min: 1, max: 9 }),
    steps: fc.array(step, { maxLength: 60 }),
  });

/** What one reader must have seen: a queue of its own, as plain as can be. */
class Model {
  readonly read: number[] = [];
  readonly lost: number[] = [];
  expected = 0;
  open = true;

  constructor(
    readonly place: SharedPlace,
    readonly reader: SharedReader,
    readonly notices: LagNotice[],
  ) {}

  get account(): SubscriberStats {
    return this.reader.stats();
  }
}

/** A ring and its readers, all in this thread, through the steps of a scenario. */
class Play {
  private readonly ring: SharedRing;
  readonly models: Model[] = [];
  private next = 0;
  private published = 0;
  private over = false;
  /** Where the event that is being written came from. */
  private writing: Model | undefined;

  constructor({ capacity, overflow }: Scenario) {
    this.ring = new SharedRing({
      bytes: BYTES,
      overflow,
      ...(overflow !== 'latest' && { capacity }),
    });
  }

  take(step: Step): void {
    switch (step.do) {
      case 'write':
        for (let n = 0; n < step.count; n++) this.write(step.length, this.at(step.from));
        break;
      case 'refuse':
        this.expect(undefined);
        this.ring.refuse();
        break;
      case 'join':
        if (this.ring.hasPlace) this.join();
        break;
      case 'endAll':
        this.over = true;
        for (const model of this.models) model.open = false;
        this.ring.end();
        break;
      default:
        this.takeWith(step, this.at(step.which));
    }
    this.check();
  }

  /** Everyone reads what there is, and is done. */
  finish(): void {
    this.take({ do: 'endAll' });
    for (const model of this.models) this.read(model, Infinity);
    this.check();
    for (const { reader } of this.models) expect(reader.ended).toBe(true);
    expect(this.over).toBe(true);
  }

  private at(index: number): Model | undefined {
    return index < 0 ? undefined : this.models[index % Math.max(1, this.models.length)];
  }

  private join(): void {
    const notices: LagNotice[] = [];
    const place = this.ring.join({
      name: `reader-${this.models.length}`,
      onLag: (notice) => notices.push(notice),
      onGone: (_, error) => {
        const model = this.models.find((one) => one.place === place);
        if (model === undefined) return;
        // The event that is one too many comes when the reader has gone.
        if (error !== undefined && model.open && model !== this.writing) model.expected -= 1;
        model.open = false;
      },
    });
    this.models.push(new Model(place, new SharedReader(place), notices));
  }

  private write(length: number, from: Model | undefined): void {
    const bytes = new Uint8Array(length).fill(this.next & 255, 4);
    new DataView(bytes.buffer).setUint32(0, this.next);
    this.next += 1;
    this.expect(from);
    this.writing = from;
    const write = (): boolean => this.ring.write(bytes, from?.place);
    // What came from the only reader is for nobody, however large.
    const isForNobody = from !== undefined && this.ring.stats().subscribers.length === 1;
    const isTooLarge = length > BYTES && !(isForNobody && this.ring.statsOf(from.place));
    if (isTooLarge) expect(write).toThrow(new EventTooLargeError(length, BYTES));
    else write();
  }

  /** An event is for everyone who is here but `from`. */
  private expect(from: Model | undefined): void {
    this.published += 1;
    for (const model of this.models) if (model.open && model !== from) model.expected += 1;
  }

  private takeWith(
    step: Exclude<Step, { readonly do: 'write' | 'refuse' | 'join' | 'endAll' }>,
    model: Model | undefined,
  ): void {
    if (model === undefined) return;
    switch (step.do) {
      case 'read':
        this.read(model, step.count);
        break;
      case 'leave':
        model.open = false;
        model.reader.leave();
        break;
      case 'dismiss':
        this.ring.leave(model.place);
        break;
      case 'end':
        model.open = false;
        this.ring.end(model.place);
        break;
    }
  }

  private read(model: Model, count: number): void {
    for (let n = 0; n < count; n++) {
      const bytes = model.reader.read();
      if (bytes === undefined) break;
      const number = new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0);
      expect(bytes.subarray(4).every((byte) => byte === (number & 255))).toBe(true);
      expect(number).toBeGreaterThan(model.read.at(-1) ?? -1);
      model.read.push(number);
    }
  }

  /** For every reader, by its own account and by the writer's, all that was for it is somewhere. */
  private check(): void {
    const { subscribers, departed, published } = this.ring.stats();
    expect(published).toBe(this.published);
    let everything = departed.delivered + departed.dropped + departed.abandoned;
    for (const { delivered, dropped, pending } of subscribers) {
      everything += delivered + dropped + pending;
    }
    expect(everything).toBe(this.models.reduce((sum, { expected }) => sum + expected, 0));
    for (const { place, account, expected, read } of this.models) {
      const { delivered, dropped, abandoned, pending, capacity } = account;
      expect(delivered).toBe(read.length);
      expect(delivered + dropped + abandoned + pending).toBe(expected);
      expect(pending).toBeLessThanOrEqual(capacity);
      const writers = this.ring.statsOf(place);
      if (writers !== undefined) expect(writers).toEqual(account);
    }
  }
}

describe("a ring's account", () => {
  it.each<Overflow>(['drop-oldest', 'drop-newest', 'latest', 'error'])(
    'adds up at every moment and at both ends, whatever happens: %s',
    (overflow) => {
      fc.assert(
        fc.property(scenarios(overflow), (scenario) => {
          const play = new Play(scenario);
          play.take({ do: 'join' });
          for (const step of scenario.steps) play.take(step);
          play.finish();
        }),
        seeded(400),
      );
    },
  );

  it.each<[Overflow, (sent: number[], room: number) => number[]]>([
    ['drop-oldest', (sent, room) => sent.slice(-room)],
    ['drop-newest', (sent, room) => sent.slice(0, room)],
    ['latest', (sent) => sent.slice(-1)],
  ])('holds by %s just what it says of a burst', (overflow, kept) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        (bursts, capacity) => {
          const ring = new SharedRing({ overflow, ...(overflow !== 'latest' && { capacity }) });
          const reader = new SharedReader(ring.join({ name: 'reader' }));
          for (const burst of bursts) {
            const sent = Array.from({ length: burst }, (_, n) => n);
            for (const n of sent) ring.write(Uint8Array.of(n));
            const read: number[] = [];
            for (let bytes = reader.read(); bytes; bytes = reader.read()) read.push(bytes[0] ?? -1);
            expect(read).toEqual(kept(sent, overflow === 'latest' ? 1 : capacity));
          }
        },
      ),
      seeded(200),
    );
  });
});
