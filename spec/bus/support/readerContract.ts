import { map, Observable, range, Subject, take, tap, type MonoTypeOperatorFunction } from 'rxjs';
import { BufferOverflowError, Bus, OptionRangeError, type ReadOptions } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles } from './marbles.js';
import { turn } from './turn.js';

type Read = (options?: ReadOptions) => MonoTypeOperatorFunction<string>;

/** What every operator that reads at its own pace promises; `read` hands on what it is given. */
export function readsAtItsOwnPace(name: string, read: Read): void {
  describe.each([
    ['on a bus', (): Bus<string> => new Bus()],
    ['on another observable', (): Subject<string> => new Subject()],
  ])('%s', (_, make) => {
    it('is empty on an empty source, silent on a silent one, and fails with a failing one', () => {
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        for (const pattern of ['|', '-', '#', '-a-b-|', '-a-b-#', '(ab|)', '(ab#)']) {
          const source = hot(`---${pattern}`);
          const subject$ = make();
          source.subscribe(subject$);
          expectObservable(subject$.pipe(read())).toBe(`---${pattern.replace('(ab#)', '#')}`);
          const alone = cold(pattern);
          expectObservable(alone.pipe(read())).toBe(pattern.replace('(ab#)', '#'));
          if (pattern === '-') expectSubscriptions(alone.subscriptions).toBe('^');
        }
      });
    });

    it('leaves when it is unsubscribed from, and reads no more', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('  -a-b-c-d-');
        const unsub = '       ----!';
        const subject$ = make();
        source.subscribe(subject$);
        expectObservable(subject$.pipe(read()), unsub).toBe('-a-b-');
        expectObservable(source.pipe(read()), unsub).toBe('-a-b-');
        expectSubscriptions(source.subscriptions).toBe(['^', '^---!']);
      });
    });

    it('leaves as soon as an operator behind it has had enough', async () => {
      const subject$ = make();
      const log: string[] = [];
      subject$
        .pipe(read(), take(2))
        .subscribe({ next: (event) => log.push(event), complete: () => log.push('|') });
      for (const event of ['a', 'b', 'c']) subject$.next(event);
      await turn();
      expect(log).toEqual(['a', 'b', '|']);
      expect(subject$.observed).toBe(false);
    });

    it('keeps its order when what comes behind it feeds the source', async () => {
      const subject$ = make();
      const log: string[] = [];
      subject$.pipe(read()).subscribe((event) => {
        log.push(event);
        if (event.length < 3) {
          subject$.next(`${event}x`);
          subject$.next(`${event}yyy`);
        }
      });
      subject$.next('a');
      subject$.next('b');
      await turn();
      expect(log).toEqual(['a', 'b', 'ax', 'ayyy', 'bx', 'byyy', 'axx', 'axyyy', 'bxx', 'bxyyy']);
    });

    it('keeps a state of its own for each subscription', async () => {
      const subject$ = make();
      const logs: string[][] = [[], []];
      const read$ = subject$.pipe(read());
      const first = read$.subscribe((event) => logs[0]?.push(event));
      subject$.next('a');
      read$.subscribe((event) => logs[1]?.push(event));
      subject$.next('b');
      await turn();
      first.unsubscribe();
      subject$.next('c');
      await turn();
      expect(logs).toEqual([
        ['a', 'b'],
        ['b', 'c'],
      ]);
    });
  });

  it('has the name it is given, else its own', () => {
    const bus = new Bus<string>();
    bus.pipe(read()).subscribe();
    bus.pipe(read({ name: 'audit' })).subscribe();
    bus
      .pipe(
        map((event) => event),
        read({ bus, name: 'behind' }),
      )
      .subscribe();
    const names = bus.stats().subscribers.map((row) => row.name);
    expect(names.filter((row) => !row.startsWith('subscriber'))).toEqual([name, 'audit', 'behind']);
  });

  it('has the capacity it is given, else that of its bus or of the bus it reports to', () => {
    const bus = new Bus<string>({ capacity: 100 });
    bus.pipe(read()).subscribe();
    bus.pipe(read({ capacity: 7 })).subscribe();
    bus.pipe(read({ overflow: 'latest' })).subscribe();
    bus.asObservable().pipe(read({ bus })).subscribe();
    new Subject<string>().pipe(read({ bus })).subscribe();
    new Subject<string>().pipe(read({ bus, capacity: 1_000 })).subscribe();
    expect(bus.stats().subscribers.map(({ capacity }) => capacity)).toEqual([
      ...[100, 7, 1, 100],
      ...[100, 1_000],
    ]);
  });

  it('refuses a capacity above that of its bus, naming both, when it is piped', () => {
    const bus = new Bus<string>({ capacity: 8 });
    const attempt = (source$: Observable<string>) => () =>
      source$.pipe(read({ name: 'greedy', capacity: 9 }));
    expect(attempt(bus)).toThrow(OptionRangeError);
    expect(attempt(bus.asObservable())).toThrow(
      "capacity of 'greedy' must be at most its bus's own, 8, got 9; give the bus a larger capacity or the reader a smaller one",
    );
    expect(attempt(bus.pipe(map((event) => event)))).not.toThrow();
    expect(attempt(new Subject())).not.toThrow();
    expect(() => bus.pipe(read({ capacity: 8 }))).not.toThrow();
  });

  it('reports to another bus than its own if it is told so, from a ring of its own', async () => {
    const source = new Bus<string>({ capacity: 4 });
    const home = new Bus<number>({ capacity: 16 });
    source.pipe(read({ bus: home, name: 'guest', capacity: 9 })).subscribe();
    source.publish('a');
    await turn();
    expect(home.stats().subscribers).toMatchObject([{ name: 'guest', capacity: 9, delivered: 1 }]);
    expect(source.stats().subscribers.map((row) => row.name)).toEqual(['subscriber-1']);
  });
}

/** What an operator that projects promises besides. */
export function projects(read: Read): void {
  it('stops a synchronous source as soon as an operator behind it has had enough', () => {
    let emitted = 0;
    const log: unknown[] = [];
    range(0, 1e6)
      .pipe(
        tap(() => (emitted += 1)),
        map((n) => `${n}`),
        read({ capacity: 10 }),
        take(3),
      )
      .subscribe({ next: (event) => log.push(event), complete: () => log.push('|') });
    expect(log).toEqual(['0', '1', '2', '|']);
    expect(emitted).toBe(11);
  });

  it('stops even one that never ends', () => {
    const log: unknown[] = [];
    const firehose$ = new Observable<string>((subscriber) => {
      for (let n = 0; !subscriber.closed; n++) subscriber.next(String(n));
    });
    firehose$.pipe(read(), take(3)).subscribe((event) => log.push(event));
    expect(log).toEqual(['0', '1', '2']);
  });

  it('reads all of a synchronous source, however small its capacity, if its work is synchronous', async () => {
    let read$ = 0;
    range(0, 10_000)
      .pipe(
        map((n) => `${n}`),
        read({ capacity: 2, overflow: 'error' }),
      )
      .subscribe(() => (read$ += 1));
    await turn();
    expect(read$).toBe(10_000);
  });
}

/** An overflow error as a reader of that name and capacity ends with it. */
export const overflowed = (name: string, capacity: number): BufferOverflowError =>
  new BufferOverflowError(name, capacity);
