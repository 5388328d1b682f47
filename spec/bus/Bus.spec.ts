import {
  finalize,
  map,
  NEVER,
  of,
  queueScheduler,
  Subscriber,
  take,
  type Subscription,
} from 'rxjs';
import { bounded, Bus, concatMapBounded } from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { anotherRxjs } from './support/anotherRxjs.js';
import { turn } from './support/turn.js';

/** A bus whose subscribers note what they have, and when, as `name:event`. */
function logged(options?: ConstructorParameters<typeof Bus<number>>[0]) {
  const bus = new Bus<number>(options);
  const log: string[] = [];
  const listen = (name: string, act: (event: number) => void = () => {}): Subscription =>
    bus.subscribe((event) => {
      log.push(`${name}:${event}`);
      act(event);
    });
  const publish = (...events: readonly number[]): void => {
    for (const event of events) bus.publish(event);
  };
  return { bus, log, listen, publish };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('Bus', () => {
  describe('order', () => {
    it('hands event n to every subscriber before n+1 to any, in the order they subscribed', async () => {
      const { log, listen, publish } = logged();
      listen('a');
      listen('b');
      publish(0, 1, 2);
      await turn();
      expect(log).toEqual(['a:0', 'b:0', 'a:1', 'b:1', 'a:2', 'b:2']);
    });

    it('keeps to it for functions, observers, pipes and the wrapped observable alike', async () => {
      const { bus, log, listen, publish } = logged();
      listen('function');
      bus.subscribe({ next: (event) => log.push(`observer:${event}`) });
      bus.pipe(map((event) => event * 10)).subscribe((event) => log.push(`pipe:${event}`));
      bus.asObservable().subscribe((event) => log.push(`wrapped:${event}`));
      publish(1, 2);
      await turn();
      expect(log).toEqual([
        'function:1',
        'observer:1',
        'pipe:10',
        'wrapped:1',
        'function:2',
        'observer:2',
        'pipe:20',
        'wrapped:2',
      ]);
    });

    it('keeps to it when a handler publishes', async () => {
      const { log, listen, publish } = logged();
      listen('a', (event) => {
        if (event < 3) publish(event + 1);
      });
      listen('b');
      publish(0, 10);
      await turn();
      expect(log.filter((entry) => entry.startsWith('a'))).toEqual([
        'a:0',
        'a:10',
        'a:1',
        'a:2',
        'a:3',
      ]);
      expect(log.filter((_, at) => at % 2 === 0).map((entry) => entry.slice(2))).toEqual(
        log.filter((_, at) => at % 2 === 1).map((entry) => entry.slice(2)),
      );
    });

    it('keeps to it for 1,000 subscribers', async () => {
      const { log, listen, publish } = logged();
      const names = range(0, 999).map(String);
      for (const name of names) listen(name);
      publish(1, 2);
      await turn();
      expect(log).toEqual([1, 2].flatMap((event) => names.map((name) => `${name}:${event}`)));
    });

    it('gives synchronous subscribers an event before asynchronous readers, whoever came first', async () => {
      const { bus, log, listen, publish } = logged();
      bus.pipe(concatMapBounded((event) => of(log.push(`reader:${event}`)))).subscribe();
      listen('function');
      publish(1, 2);
      await turn();
      expect(log).toEqual(['function:1', 'function:2', 'reader:1', 'reader:2']);
    });
  });

  describe('coalescing', () => {
    it('delivers nothing on the stack of the publisher, and all of a burst in one microtask', async () => {
      const { log, listen, publish } = logged();
      listen('a');
      publish(1);
      void Promise.resolve().then(() => log.push('microtask'));
      publish(2, 3);
      expect(log).toEqual([]);
      await Promise.resolve();
      expect(log).toEqual(['a:1', 'a:2', 'a:3', 'microtask']);
    });

    it('schedules the next microtask for what is published after a pump', async () => {
      const { log, listen, publish } = logged();
      listen('a');
      publish(1);
      await Promise.resolve();
      publish(2);
      expect(log).toEqual(['a:1']);
      await Promise.resolve();
      expect(log).toEqual(['a:1', 'a:2']);
    });

    it('delivers what handlers publish in the same microtask', async () => {
      const { log, listen, publish } = logged();
      listen('a', (event) => {
        if (event < 5) publish(event + 1);
      });
      publish(0);
      await Promise.resolve();
      expect(log).toHaveLength(6);
    });

    it('delivers on the stack of the publisher with a scheduler that does', () => {
      const { bus, log, listen } = logged({ scheduler: queueScheduler });
      listen('a', (event) => {
        if (event === 1) {
          bus.publish(2);
          log.push('published');
        }
      });
      bus.publish(1);
      expect(log).toEqual(['a:1', 'published', 'a:2']);
    });
  });

  describe('a burst', () => {
    it.each([1, 2, 3, 5, 64])(
      'is never lag to a synchronous subscriber: capacity %i',
      async (capacity) => {
        const { bus, log, listen, publish } = logged({ capacity });
        const events = range(0, capacity * 10 + 7);
        listen('a');
        publish(...events);
        await turn();
        expect(log).toEqual(events.map((event) => `a:${event}`));
        expect(bus.stats().subscribers[0]).toMatchObject({
          dropped: 0,
          delivered: events.length,
        });
      },
    );

    it('that fills the ring is delivered on the stack of the publisher, only until there is room', () => {
      const { log, listen, publish } = logged({ capacity: 3 });
      listen('a');
      publish(0, 1, 2);
      expect(log).toEqual([]);
      publish(3);
      expect(log).toEqual(['a:0']);
      publish(4, 5);
      expect(log).toEqual(['a:0', 'a:1', 'a:2']);
    });

    it('that fills the ring keeps its order behind what handlers answer', async () => {
      const { log, listen, publish } = logged({ capacity: 2 });
      listen('a', (event) => {
        if (event === 0) publish(10);
      });
      publish(0, 1, 2, 3);
      await turn();
      expect(log).toEqual(['a:0', 'a:1', 'a:10', 'a:2', 'a:3']);
    });

    it('of a ring’s worth from a handler is not lag either', async () => {
      const { bus, log, listen, publish } = logged({ capacity: 4 });
      const answers = range(100, 103);
      listen('a', (event) => {
        if (event === 0) publish(...answers);
      });
      publish(0, 1, 2, 3);
      await turn();
      expect(log).toEqual([0, 1, 2, 3, ...answers].map((event) => `a:${event}`));
      expect(bus.stats().subscribers[0]).toMatchObject({ dropped: 0 });
    });

    it('of a ring’s worth, answered by another, is not lag to a reader that is ready', async () => {
      const { bus, listen, publish } = logged({ capacity: 4 });
      const read: number[] = [];
      bus.pipe(concatMapBounded((event) => of(read.push(event)))).subscribe();
      listen('a', (event) => {
        if (event === 3) publish(...range(100, 107));
      });
      publish(0, 1, 2, 3);
      await turn();
      expect(read).toEqual([0, 1, 2, 3, ...range(100, 107)]);
    });

    it('of more than a ring’s worth from a handler drops the oldest undelivered, for everyone, counted', async () => {
      const { bus, log, listen, publish } = logged({ capacity: 4 });
      const read: number[] = [];
      const notices: unknown[] = [];
      bus.lag$.subscribe((notice) => notices.push(notice));
      listen('a', (event) => {
        if (event === 0) publish(...range(100, 119));
      });
      listen('b');
      bus.pipe(concatMapBounded((event) => of(read.push(event)), { name: 'reader' })).subscribe();
      publish(0, 1, 2);
      await turn();
      const rest = range(112, 119);
      expect(log).toEqual([0, ...rest].flatMap((event) => [`a:${event}`, `b:${event}`]));
      expect(read).toEqual(expect.arrayContaining(rest));
      const { published, subscribers } = bus.stats();
      expect(published).toBe(23);
      for (const { delivered, dropped, pending } of subscribers) {
        expect({ pending, total: delivered + dropped }).toEqual({ pending: 0, total: 23 });
      }
      expect(subscribers.slice(0, 2).map(({ dropped }) => dropped)).toEqual([14, 14]);
      expect(notices).toHaveLength(3);
      expect(notices.slice(-2)).toEqual([
        { subscriber: 'subscriber-1', dropped: 14, abandoned: 0 },
        { subscriber: 'subscriber-2', dropped: 14, abandoned: 0 },
      ]);
    });
  });

  describe('publish', () => {
    it('returns how many subscribers there are, of every kind', () => {
      const { bus, listen } = logged();
      expect(bus.publish(1)).toBe(0);
      const first = listen('a');
      bus.pipe(map((event) => event)).subscribe();
      bus.pipe(bounded()).subscribe();
      const values = bus.values();
      expect(bus.publish(2)).toBe(4);
      first.unsubscribe();
      void values.return?.();
      expect(bus.publish(3)).toBe(2);
    });

    it('keeps nothing for those who come later', async () => {
      const { bus, log, listen, publish } = logged();
      publish(1, 2);
      listen('a');
      publish(3);
      await turn();
      expect(log).toEqual(['a:3']);
      expect(bus.stats()).toEqual({
        published: 3,
        subscribers: [
          {
            name: 'subscriber-1',
            capacity: 4096,
            pending: 0,
            delivered: 1,
            dropped: 0,
            abandoned: 0,
          },
        ],
        departed: { subscribers: 0, delivered: 0, dropped: 0, abandoned: 0 },
      });
    });

    it('shows a newcomer nothing that was pending when it came', async () => {
      const { log, listen, publish } = logged();
      listen('a');
      publish(1);
      listen('b');
      publish(2);
      await turn();
      expect(log).toEqual(['a:1', 'a:2', 'b:2']);
    });

    it('schedules nothing for nobody, before and after there was somebody', () => {
      const scheduled = vi.spyOn(queueScheduler, 'schedule');
      const bus = new Bus<number>({ scheduler: queueScheduler });
      bus.publish(1);
      expect(scheduled).not.toHaveBeenCalled();
      const subscription = bus.subscribe();
      bus.publish(2);
      subscription.unsubscribe();
      bus.publish(3);
      expect(scheduled).toHaveBeenCalledOnce();
    });

    it('is next() with a count, and sink forwards next alone', async () => {
      const { bus, log, listen } = logged();
      listen('a');
      bus.next(1);
      of(2, 3).subscribe(bus.sink);
      await turn();
      expect(log).toEqual(['a:1', 'a:2', 'a:3']);
      expect(Object.keys(bus.sink)).toEqual(['next']);
      expect(bus.publish(4)).toBe(1);
    });

    it('takes undefined, null and NaN for events like any others', async () => {
      const bus = new Bus<unknown>({ capacity: 2 });
      const seen: unknown[] = [];
      const read: unknown[] = [];
      bus.subscribe((event) => seen.push(event));
      bus.pipe(concatMapBounded((event) => of(read.push(event)))).subscribe();
      for (const event of [undefined, null, Number.NaN, undefined, 0, '']) bus.publish(event);
      await turn();
      expect(seen).toEqual([undefined, null, Number.NaN, undefined, 0, '']);
      expect(read).toEqual(seen);
    });
  });

  describe('subscribing and leaving inside a handler', () => {
    it('lets a new subscriber see all that comes after the event', async () => {
      const { log, listen, publish } = logged();
      listen('a', (event) => {
        if (event !== 1) return;
        publish(3);
        listen('late');
        publish(4);
      });
      publish(1, 2);
      listen('outside');
      await turn();
      expect(log).toEqual([
        ...['a:1', 'a:2', 'late:2'],
        ...['a:3', 'late:3', 'outside:3'],
        ...['a:4', 'late:4', 'outside:4'],
      ]);
    });

    it('lets a new reader read all that comes after the event', async () => {
      const { bus, listen, publish } = logged();
      const read: number[] = [];
      const first = listen('a', () => {
        first.unsubscribe();
        bus.pipe(bounded()).subscribe((event) => read.push(event));
      });
      publish(1, 2, 3);
      await turn();
      expect(read).toEqual([2, 3]);
      expect(bus.stats().subscribers).toMatchObject([{ name: 'bounded', delivered: 2 }]);
    });

    it('takes a subscriber off at once, itself and others', async () => {
      const { log, listen, publish } = logged();
      const a = listen('a', () => {
        a.unsubscribe();
        c.unsubscribe();
      });
      listen('b');
      const c = listen('c');
      listen('d');
      publish(1, 2);
      await turn();
      expect(log).toEqual(['a:1', 'b:1', 'd:1', 'b:2', 'd:2']);
    });

    it('lets take(1) leave in the midst of a delivery, though everyone does', async () => {
      const { bus, log, publish } = logged();
      for (const name of ['a', 'b', 'c']) {
        bus.pipe(take(1)).subscribe({
          next: (event) => log.push(`${name}:${event}`),
          complete: () => log.push(`${name}|`),
        });
      }
      publish(1, 2);
      await turn();
      expect(log).toEqual(['a:1', 'a|', 'b:1', 'b|', 'c:1', 'c|']);
      expect(bus.observed).toBe(false);
      expect(bus.publish(3)).toBe(0);
    });

    it('goes on with those who come after all have left', async () => {
      const { log, listen, publish } = logged();
      const a = listen('a', () => {
        a.unsubscribe();
        publish(2);
        listen('b');
        publish(3);
      });
      publish(1);
      await turn();
      publish(4);
      await turn();
      expect(log).toEqual(['a:1', 'b:2', 'b:3', 'b:4']);
    });

    it('keeps nothing once all have left and nobody came', async () => {
      const { bus, log, listen, publish } = logged();
      const a = listen('a', () => {
        a.unsubscribe();
        publish(3);
      });
      publish(1, 2);
      await turn();
      listen('b');
      publish(4);
      await turn();
      expect(log).toEqual(['a:1', 'b:4']);
      expect(bus.stats()).toMatchObject({
        published: 4,
        departed: { subscribers: 1, delivered: 1, abandoned: 1 },
      });
    });

    it('serves each of 1,000 subscribers once though every one leaves and brings another', async () => {
      const { bus, log, listen, publish } = logged();
      for (const name of range(0, 999)) {
        const subscription = listen(`old-${name}`, () => {
          subscription.unsubscribe();
          listen(`new-${name}`);
        });
      }
      publish(1);
      await turn();
      publish(2);
      await turn();
      expect(log).toEqual([
        ...range(0, 999).map((name) => `old-${name}:1`),
        ...range(0, 999).map((name) => `new-${name}:2`),
      ]);
      expect(bus.stats().departed).toEqual({
        subscribers: 1_000,
        delivered: 1_000,
        dropped: 0,
        abandoned: 0,
      });
    });

    it('counts what a subscriber that leaves still had pending as abandoned', async () => {
      const { bus, listen, publish } = logged();
      const a = listen('a');
      publish(1, 2, 3);
      a.unsubscribe();
      a.unsubscribe();
      await turn();
      expect(bus.stats()).toMatchObject({
        published: 3,
        subscribers: [],
        departed: { subscribers: 1, delivered: 0, dropped: 0, abandoned: 3 },
      });
    });
  });

  describe('its subscribers', () => {
    it('are observed as long as they are there', () => {
      const { bus, listen } = logged();
      expect(bus.observed).toBe(false);
      const a = listen('a');
      const values = bus.values();
      a.unsubscribe();
      expect(bus.observed).toBe(true);
      void values.return?.();
      expect(bus.observed).toBe(false);
    });

    it('are named after their function, else numbered in the order they came', () => {
      const bus = new Bus<number>();
      bus.subscribe(function render() {});
      bus.subscribe(() => {});
      bus.subscribe({ next: () => {} });
      bus.subscribe();
      bus.pipe(map((event) => event)).subscribe(function unseen() {});
      bus.pipe(bounded()).subscribe();
      bus.pipe(bounded({ name: 'audit' })).subscribe();
      bus.pipe(concatMapBounded(() => NEVER, { name: 'audit' })).subscribe();
      bus.values();
      expect(bus.stats().subscribers.map(({ name }) => name)).toEqual([
        'render',
        'subscriber-2',
        'subscriber-3',
        'subscriber-4',
        'subscriber-5',
        'bounded',
        'audit',
        'audit',
        'values',
      ]);
    });

    it('may be given by RxJS’s older signature of three callbacks, any of them missing', async () => {
      const bus = new Bus<number>();
      const log: unknown[] = [];
      const next = (event: number): number => log.push(event);
      /* eslint-disable @typescript-eslint/no-deprecated, rxjs-x/prefer-observer -- it stands in RxJS's types as well */
      bus.subscribe(next, undefined, () => log.push('complete'));
      bus.subscribe(null, (error: unknown) => log.push(error), null);
      bus.subscribe(undefined, undefined, () => log.push('done'));
      /* eslint-enable @typescript-eslint/no-deprecated, rxjs-x/prefer-observer */
      bus.publish(1);
      bus.complete();
      await turn();
      expect(log).toEqual([1, 'complete', 'done']);
      const failing = new Bus<number>();
      /* eslint-disable @typescript-eslint/no-deprecated, rxjs-x/prefer-observer -- it stands in RxJS's types as well */
      failing.subscribe(null, (error: unknown) => log.push(error), null);
      /* eslint-enable @typescript-eslint/no-deprecated, rxjs-x/prefer-observer */
      failing.error('broken');
      await turn();
      expect(log.at(-1)).toBe('broken');
      expect(bus.stats().subscribers.map(({ name }) => name)).toEqual([
        'next',
        'subscriber-2',
        'subscriber-3',
      ]);
    });

    it('get their events with `this` being the observer', async () => {
      class Meter {
        total = 0;
        ended = false;
        next(event: number): void {
          this.total += event;
        }
        complete(): void {
          this.ended = true;
        }
      }
      const bus = new Bus<number>();
      const meter = new Meter();
      bus.subscribe(meter);
      bus.publish(2);
      bus.publish(3);
      bus.complete();
      await turn();
      expect(meter).toEqual({ total: 5, ended: true });
    });

    it('may be observers of another make, with members of their own', async () => {
      const errors: unknown[] = [];
      const bus = new Bus<number>({ onError: (error) => errors.push(error) });
      const seen: number[] = [];
      // It looks a little like a subscriber of RxJS, and isn't one.
      const store = {
        add: () => {},
        closed: false,
        next: (event: number) => {
          seen.push(event);
          throw 'full';
        },
      };
      bus.subscribe(store);
      bus.publish(1);
      bus.publish(2);
      await turn();
      expect({ seen, errors }).toEqual({ seen: [1, 2], errors: ['full', 'full'] });
    });

    it('may be the head of a pipe from another copy of RxJS', async () => {
      const other = anotherRxjs();
      expect(other.Subscriber).not.toBe(Subscriber);
      const bus = new Bus<number>();
      const log: unknown[] = [];
      bus
        .pipe(
          other.map((event) => event * 10),
          other.take(2),
        )
        .subscribe({ next: (event) => log.push(event), complete: () => log.push('complete') });
      other.from(bus).subscribe((event) => log.push(event));
      for (const event of [1, 2, 3]) bus.publish(event);
      await turn();
      expect(log).toEqual([10, 1, 20, 'complete', 2, 3]);
      expect(bus.stats().subscribers).toHaveLength(1);
    });

    it('may be null where JavaScript lets them', async () => {
      const bus = new Bus<number>();
      // @ts-expect-error: the types forbid it, RxJS's code doesn't
      bus.subscribe({ next: null, complete: null });
      bus.subscribe(null);
      bus.publish(1);
      bus.complete();
      await turn();
      expect(bus.stats().subscribers.map(({ delivered }) => delivered)).toEqual([1, 1]);
    });

    it('run their finalizers once they leave', async () => {
      const { bus, log, publish } = logged();
      const subscription = bus.pipe(finalize(() => log.push('finalized'))).subscribe();
      publish(1);
      await turn();
      expect(log).toEqual([]);
      subscription.unsubscribe();
      expect(log).toEqual(['finalized']);
    });
  });
});
