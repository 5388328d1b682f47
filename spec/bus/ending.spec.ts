/* eslint-disable rxjs-x/no-subject-unsubscribe, rxjs-x/no-redundant-notify -- it is about ends, and one after another */
import { finalize, map, NEVER, of, Subject, timer, type Observable } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  Bus,
  concatMapBounded,
  OptionRangeError,
  OptionTypeError,
  type CloseResult,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { turn } from './support/turn.js';

/** Notes all that reaches a subscriber, its end included. */
function noting(log: unknown[], name: string) {
  return {
    next: (event: unknown) => log.push(`${name}:${String(event)}`),
    error: (error: unknown) => log.push(`${name}#${String(error)}`),
    complete: () => log.push(`${name}|`),
  };
}

function logged(capacity?: number) {
  const log: string[] = [];
  const bus = new Bus<number>({ ...(capacity !== undefined && { capacity }) });
  const listen = (name: string, source$: Observable<unknown> = bus) =>
    source$.subscribe(noting(log, name));
  const publish = (...events: readonly number[]) => events.map((event) => bus.publish(event));
  return { bus, log, listen, publish };
}

/** What `close` resolves to, in virtual time. */
function closedIn(frames: number, arrange: (bus: Bus<number>) => void): Promise<CloseResult> {
  let closed: Promise<CloseResult> | undefined;
  marbles(({ flush }) => {
    const bus = new Bus<number>();
    arrange(bus);
    closed = bus.close({ timeout: frames });
    flush();
  });
  return closed ?? Promise.reject(new Error('not closed'));
}

describe('the end of a Bus', () => {
  describe('complete', () => {
    it('is at once when nothing is pending', () => {
      const { bus, log, listen } = logged();
      listen('a');
      listen('reader', bus.pipe(bounded()));
      bus.complete();
      expect(log).toEqual(['a|', 'reader|']);
    });

    it('keeps its place behind what is pending', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      listen('b');
      publish(1, 2);
      bus.complete();
      expect(log).toEqual([]);
      await turn();
      expect(log).toEqual(['a:1', 'b:1', 'a:2', 'b:2', 'a|', 'b|']);
    });

    it('lets readers read all they may, and finish the work in hand', async () => {
      const { bus, log, listen, publish } = logged();
      const gate$ = new Subject<number>();
      listen('reader', bus.pipe(concatMapBounded((event) => (event === 1 ? gate$ : of(event)))));
      publish(1, 2, 3);
      bus.complete();
      await turn();
      expect(log).toEqual([]);
      gate$.next(1.5);
      gate$.complete();
      await turn();
      expect(log).toEqual(['reader:1.5', 'reader:2', 'reader:3', 'reader|']);
    });

    it('in a handler lets what was pending through, and nothing after', async () => {
      const { bus, log, listen, publish } = logged();
      const counts: number[] = [];
      bus.subscribe((event) => {
        if (event !== 1) return;
        publish(3);
        bus.complete();
        counts.push(...publish(4, 5));
      });
      listen('b');
      publish(1, 2);
      await turn();
      expect(log).toEqual(['b:1', 'b:2', 'b:3', 'b|']);
      expect(counts).toEqual([0, 0]);
      expect(bus.stats().published).toBe(3);
    });

    it('is refused a second time, whichever way', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      publish(1);
      bus.complete();
      bus.error('late');
      bus.complete();
      await turn();
      bus.error('later');
      expect(log).toEqual(['a:1', 'a|']);
    });

    it('shows a newcomer the end: behind what is pending, or at once if all is over', async () => {
      const { bus, log, listen, publish } = logged();
      listen('early');
      publish(1);
      bus.complete();
      listen('late');
      listen('reader', bus.pipe(bounded()));
      expect(log).toEqual([]);
      await turn();
      expect(log).toEqual(['early:1', 'early|', 'late|', 'reader|']);
      log.length = 0;
      const subscription = listen('function');
      listen('pipe', bus.pipe(map((event) => event)));
      listen('reader', bus.pipe(bounded()));
      expect(log).toEqual(['function|', 'pipe|', 'reader|']);
      expect(subscription.closed).toBe(true);
      await expect(bus.values().next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('closes the subscriptions', async () => {
      const { bus, listen, publish } = logged();
      const subscriptions = [
        listen('a'),
        listen('b', bus.pipe(map((event) => event))),
        listen('c', bus.pipe(bounded())),
      ];
      publish(1);
      bus.complete();
      await turn();
      expect(subscriptions.map(({ closed }) => closed)).toEqual([true, true, true]);
      expect(bus.observed).toBe(false);
    });
  });

  describe('publishing afterwards', () => {
    it('returns 0 and changes nothing, though the ring is full', async () => {
      const { bus, log, listen, publish } = logged(2);
      listen('a');
      publish(1, 2);
      bus.complete();
      const before = bus.stats();
      expect(publish(3, 4, 5)).toEqual([0, 0, 0]);
      bus.next(6);
      bus.sink.next(7);
      expect(log).toEqual([]);
      expect(bus.stats()).toEqual(before);
      await turn();
      expect(log).toEqual(['a:1', 'a:2', 'a|']);
      expect(publish(8)).toEqual([0]);
      expect(bus.stats().published).toBe(2);
    });

    it('pushes out nothing that a handler left pending', async () => {
      const { bus, log, listen, publish } = logged(2);
      bus.subscribe((event) => {
        if (event !== 0) return;
        publish(1, 2, 3, 4);
        bus.complete();
        publish(5, 6, 7, 8, 9, 10);
      });
      listen('b');
      publish(0);
      await turn();
      expect(log).toEqual(['b:0', 'b:1', 'b:2', 'b:3', 'b:4', 'b|']);
    });
  });

  describe('error', () => {
    it('reaches synchronous subscribers in order', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      listen('b', bus.pipe(map((event) => event)));
      publish(1, 2);
      bus.error('failed');
      expect(log).toEqual([]);
      await turn();
      expect(log).toEqual(['a:1', 'b:1', 'a:2', 'b:2', 'a#failed', 'b#failed']);
    });

    it('reaches asynchronous readers at once: work cancelled, pending abandoned', async () => {
      const { bus, log, listen, publish } = logged();
      const notices: unknown[] = [];
      let cancelled = 0;
      bus.lag$.subscribe((notice) => notices.push(notice));
      const work = () => NEVER.pipe(finalize(() => (cancelled += 1)));
      listen('concat', bus.pipe(concatMapBounded(work, { name: 'concat' })));
      listen('batch', bus.pipe(batchMapBounded(work, { name: 'batch', maxBatch: 2 })));
      const values = bus.values({ name: 'values' });
      publish(1, 2, 3);
      await turn();
      publish(4);
      bus.error('failed');
      expect(log).toEqual(['concat#failed', 'batch#failed']);
      expect(cancelled).toBe(2);
      expect(notices).toEqual([
        { subscriber: 'concat', dropped: 0, abandoned: 3 },
        { subscriber: 'batch', dropped: 0, abandoned: 2 },
        { subscriber: 'values', dropped: 0, abandoned: 4 },
      ]);
      await expect(values.next()).rejects.toBe('failed');
      await expect(values.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it('in a handler lets what was pending through', async () => {
      const { bus, log, listen, publish } = logged();
      bus.subscribe({
        next: (event) => {
          if (event === 1) bus.error('failed');
        },
        error: () => {},
      });
      listen('b');
      publish(1, 2);
      await turn();
      expect(log).toEqual(['b:1', 'b:2', 'b#failed']);
    });

    it('closes the subscriptions', async () => {
      const { bus, publish } = logged();
      const quiet = { error: () => {} };
      const subscriptions = [
        bus.subscribe(quiet),
        bus.pipe(map((event) => event)).subscribe(quiet),
        bus.pipe(bounded()).subscribe(quiet),
      ];
      publish(1);
      bus.error('failed');
      await turn();
      expect(subscriptions.map(({ closed }) => closed)).toEqual([true, true, true]);
    });

    it('in a project ends its reader in the midst of its work', async () => {
      const { bus, log, listen, publish } = logged();
      listen(
        'reader',
        bus.pipe(
          concatMapBounded((event) => {
            bus.error('failed');
            return of(event);
          }),
        ),
      );
      publish(1, 2);
      await turn();
      expect(log).toEqual(['reader#failed']);
      expect(bus.stats().subscribers).toMatchObject([{ delivered: 1, abandoned: 1 }]);
    });

    it('reaches newcomers too, readers at once and others behind what is pending', async () => {
      const { bus, log, listen, publish } = logged();
      listen('early');
      publish(1);
      bus.error('failed');
      listen('late');
      listen('reader', bus.pipe(concatMapBounded((event) => of(event))));
      listen(
        'own',
        bus.pipe(
          map((event) => event),
          bounded({ bus }),
        ),
      );
      expect(log).toEqual(['reader#failed']);
      await turn();
      expect(log.slice(1)).toEqual(['early:1', 'early#failed', 'late#failed', 'own#failed']);
      log.length = 0;
      listen('function');
      listen('pipe', bus.pipe(map((event) => event)));
      listen('reader', bus.pipe(bounded()));
      expect(log).toEqual(['function#failed', 'pipe#failed', 'reader#failed']);
      expect(bus.observed).toBe(false);
    });
  });

  describe('unsubscribe', () => {
    it('completes everyone at once, abandons what is pending, and refuses subscribers', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      listen('reader', bus.pipe(concatMapBounded(() => NEVER)));
      publish(1, 2);
      bus.unsubscribe();
      expect(log).toEqual(['a|', 'reader|']);
      expect(bus.closed).toBe(true);
      expect(publish(3)).toEqual([0]);
      expect(() => listen('late')).toThrow('object unsubscribed');
      await turn();
      expect(log).toHaveLength(2);
      expect(bus.stats()).toMatchObject({
        published: 2,
        subscribers: [{ abandoned: 2 }, { abandoned: 2 }],
      });
    });

    it('in a handler keeps the event from those after it', async () => {
      const { bus, log, listen, publish } = logged();
      bus.subscribe((event) => {
        if (event === 1) bus.unsubscribe();
      });
      listen('b');
      publish(1, 2);
      await turn();
      expect(log).toEqual(['b|']);
      expect(
        bus.stats().subscribers.map(({ delivered, abandoned }) => [delivered, abandoned]),
      ).toEqual([
        [1, 1],
        [0, 2],
      ]);
    });

    it('tells losses nobody was told of before lag$ completes', async () => {
      const { bus, publish } = logged(1);
      const log: unknown[] = [];
      bus.lag$.subscribe({
        next: (notice) => log.push(notice),
        complete: () => log.push('complete'),
      });
      bus.subscribe((event) => {
        if (event !== 0) return;
        publish(1, 2, 3);
        bus.unsubscribe();
      });
      publish(0);
      await turn();
      expect(log).toEqual([{ subscriber: 'subscriber-1', dropped: 1, abandoned: 0 }, 'complete']);
    });

    it('ends a bus that has no subscribers as well', async () => {
      const { bus } = logged();
      let completed = false;
      bus.lag$.subscribe({ complete: () => (completed = true) });
      bus.unsubscribe();
      bus.unsubscribe();
      expect(completed).toBe(true);
      await expect(bus.close()).resolves.toEqual({ abandoned: [] });
    });
  });

  describe('close', () => {
    it('resolves at once on a bus without subscribers', async () => {
      await expect(new Bus().close()).resolves.toEqual({ abandoned: [] });
    });

    it('drains synchronous subscribers and readers, completes, and has nothing to report', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      listen('concat', bus.pipe(concatMapBounded(async (event) => event)));
      listen('bounded', bus.pipe(bounded()));
      publish(1, 2);
      const closed = bus.close();
      expect(publish(3)).toEqual([0]);
      await expect(closed).resolves.toEqual({ abandoned: [] });
      expect(log.filter((entry) => entry.startsWith('a'))).toEqual(['a:1', 'a:2', 'a|']);
      expect(log.filter((entry) => entry.startsWith('c'))).toEqual([
        'concat:1',
        'concat:2',
        'concat|',
      ]);
      expect(log.filter((entry) => entry.startsWith('b'))).toEqual([
        'bounded:1',
        'bounded:2',
        'bounded|',
      ]);
    });

    it('waits for work in hand, and no longer', async () => {
      const done: number[] = [];
      const result = await closedIn(100, (bus) => {
        bus
          .pipe(concatMapBounded((event) => timer(30).pipe(map(() => done.push(event)))))
          .subscribe();
        bus.publish(1);
        bus.publish(2);
      });
      expect(done).toEqual([1, 2]);
      expect(result).toEqual({ abandoned: [] });
    });

    it('names those who aren’t done in time, cancels their work and completes them', async () => {
      const log: string[] = [];
      const cancelled: number[] = [];
      const result = await closedIn(100, (bus) => {
        const slowly = (frames: number) => (event: number) =>
          timer(frames).pipe(finalize(() => cancelled.push(event)));
        bus
          .pipe(concatMapBounded(slowly(60), { name: 'slow' }))
          .subscribe({ complete: () => log.push('slow|') });
        bus
          .pipe(concatMapBounded(slowly(1_000), { name: 'stuck' }))
          .subscribe({ complete: () => log.push('stuck|') });
        bus.values({ name: 'unread' });
        for (const event of [1, 2, 3]) bus.publish(event);
      });
      expect(result).toEqual({
        abandoned: [
          { subscriber: 'slow', pending: 1 },
          { subscriber: 'stuck', pending: 2 },
          { subscriber: 'unread', pending: 3 },
        ],
      });
      expect(log).toEqual(['slow|', 'stuck|']);
      expect(cancelled.sort()).toEqual([1, 1, 2]);
    });

    it('names those who had only work in hand, with nothing pending', async () => {
      const result = await closedIn(10, (bus) => {
        bus.pipe(concatMapBounded(() => NEVER, { name: 'stuck' })).subscribe();
        bus.publish(1);
      });
      expect(result).toEqual({ abandoned: [{ subscriber: 'stuck', pending: 0 }] });
    });

    it('names those who left with events pending while it drained', async () => {
      const result = await closedIn(10, (bus) => {
        const subscription = bus.pipe(concatMapBounded(() => NEVER, { name: 'left' })).subscribe();
        bus.publish(1);
        bus.publish(2);
        timer(5).subscribe(() => subscription.unsubscribe());
      });
      expect(result).toEqual({ abandoned: [{ subscriber: 'left', pending: 1 }] });
    });

    it('waits for readers behind other operators that report to the bus', async () => {
      const done: number[] = [];
      const result = await closedIn(100, (bus) => {
        bus
          .pipe(
            map((event) => event * 10),
            concatMapBounded((event) => timer(30).pipe(map(() => done.push(event))), {
              bus,
              name: 'tens',
            }),
          )
          .subscribe();
        bus
          .pipe(
            map((event) => String(event)),
            concatMapBounded(() => NEVER, { bus, name: 'stuck' }),
          )
          .subscribe();
        bus.publish(1);
        bus.publish(2);
      });
      expect(done).toEqual([10, 20]);
      expect(result).toEqual({ abandoned: [{ subscriber: 'stuck', pending: 1 }] });
    });

    it('ends readers of other streams that report to the bus when time is up', async () => {
      let completed = false;
      const result = await closedIn(10, (bus) => {
        NEVER.pipe(bounded({ bus, name: 'elsewhere' })).subscribe({
          complete: () => (completed = true),
        });
      });
      expect(result).toEqual({ abandoned: [{ subscriber: 'elsewhere', pending: 0 }] });
      expect(completed).toBe(true);
    });

    it('called in a handler, by several, or again later, is one close', async () => {
      const { bus, publish } = logged();
      const closes: Promise<CloseResult>[] = [];
      bus.subscribe(() => closes.push(bus.close()));
      bus.subscribe(() => closes.push(bus.close({ timeout: 0 })));
      publish(1, 2);
      await turn();
      closes.push(bus.close());
      expect(closes).toHaveLength(5);
      expect(new Set(closes).size).toBe(1);
      await expect(closes[0]).resolves.toEqual({ abandoned: [] });
    });

    it('called again as it completes is one close, too', () => {
      const { bus } = logged();
      const closes: Promise<CloseResult>[] = [];
      bus.subscribe({ complete: () => closes.push(bus.close()) });
      closes.push(bus.close());
      expect(closes).toHaveLength(2);
      expect(closes[0]).toBe(closes[1]);
    });

    it('after complete waits for what is still going on', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      publish(1);
      bus.complete();
      await expect(bus.close()).resolves.toEqual({ abandoned: [] });
      expect(log).toEqual(['a:1', 'a|']);
    });

    it('after error reports what readers had pending', async () => {
      const { bus, publish } = logged();
      bus.pipe(concatMapBounded(() => NEVER, { name: 'r' })).subscribe({ error: () => {} });
      publish(1, 2, 3);
      await turn();
      bus.error('failed');
      await expect(bus.close()).resolves.toEqual({
        abandoned: [{ subscriber: 'r', pending: 2 }],
      });
    });

    it('leaves no timer behind', async () => {
      const { bus, listen, publish } = logged();
      listen('a');
      publish(1);
      const timers = (): number =>
        process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
      const before = timers();
      const closed = bus.close();
      expect(timers()).toBe(before + 1);
      await closed;
      expect(timers()).toBe(before);
    });

    it('refuses a bad timeout before anything ends', () => {
      const bus = new Bus<number>();
      const attempt = (timeout: unknown) => () => bus.close({ timeout: timeout as number });
      expect(attempt('5s')).toThrow(OptionTypeError);
      expect(attempt(-1)).toThrow(OptionRangeError);
      expect(attempt(Number.NaN)).toThrow(OptionRangeError);
      expect(attempt(2 ** 31)).toThrow(
        'timeout must be milliseconds from 0 to 2147483647, got 2147483648',
      );
      bus.subscribe();
      expect(bus.publish(1)).toBe(1);
    });

    it('is what Symbol.asyncDispose does', async () => {
      const { bus, log, listen, publish } = logged();
      listen('a');
      publish(1);
      await expect(bus[Symbol.asyncDispose]()).resolves.toBeUndefined();
      expect(log).toEqual(['a:1', 'a|']);
    });
  });

  it('completes lag$, also for those who listen late', async () => {
    const { bus, log, listen, publish } = logged();
    listen('lag', bus.lag$);
    listen('a');
    publish(1);
    bus.complete();
    expect(log).toEqual([]);
    await turn();
    expect(log.sort()).toEqual(['a:1', 'a|', 'lag|']);
    listen('late', bus.lag$);
    expect(log).toContain('late|');
  });

  it('leaves the accounts of those who were there', async () => {
    const { bus, listen, publish } = logged();
    const early = listen('early');
    publish(1);
    early.unsubscribe();
    listen('a');
    publish(2);
    bus.complete();
    const late = listen('late');
    late.unsubscribe();
    await turn();
    const row = { capacity: 4096, pending: 0, dropped: 0, abandoned: 0 };
    expect(bus.stats()).toEqual({
      published: 2,
      subscribers: [
        { ...row, name: 'subscriber-3', delivered: 0 },
        { ...row, name: 'subscriber-2', delivered: 1 },
      ],
      departed: { subscribers: 1, delivered: 0, dropped: 0, abandoned: 1 },
    });
  });
});
