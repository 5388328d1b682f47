import fc from 'fast-check';
import {
  combineLatest,
  concat,
  exhaustMap,
  filter,
  firstValueFrom,
  from,
  interval,
  lastValueFrom,
  map,
  merge,
  mergeMap,
  of,
  queueScheduler,
  reduce,
  repeat,
  retry,
  scan,
  share,
  skip,
  Subject,
  switchMap,
  take,
  takeUntil,
  throwError,
  toArray,
  withLatestFrom,
  Subscription,
  type Observable,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bounded, Bus, concatMapBounded } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { seeded } from './support/seeded.js';
import { turn } from './support/turn.js';
import { unhandledBy } from './support/unhandled.js';

const even = (event: number): boolean => event % 2 === 0;
const odd = (event: number): boolean => !even(event);

/** What `compose` emits when 0, 1, 2, … are published in one burst, and how it ends. */
async function emitted(
  compose: (bus: Bus<number>) => Observable<unknown>,
  count: number,
): Promise<unknown[]> {
  const bus = new Bus<number>();
  const log: unknown[] = [];
  compose(bus).subscribe({ next: (value) => log.push(value), complete: () => log.push('|') });
  for (let event = 0; event < count; event++) bus.publish(event);
  await turn();
  return log;
}

describe('a Bus composes as a Subject does', () => {
  it('is one', () => {
    expect(new Bus()).toBeInstanceOf(Subject);
  });

  it('in merge of two filters of itself', async () => {
    const halves = (bus: Bus<number>) => merge(bus.pipe(filter(even)), bus.pipe(filter(odd)));
    expect(await emitted(halves, 6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('in withLatestFrom itself, which has the same event', async () => {
    const pairs = (bus: Subject<number>) => bus.pipe(withLatestFrom(bus));
    expect(await emitted(pairs, 3)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  it('in takeUntil itself, which stops before the event', async () => {
    const before = (bus: Bus<number>) => bus.pipe(takeUntil(bus.pipe(filter((n) => n === 2))));
    expect(await emitted(before, 5)).toEqual([0, 1, '|']);
  });

  it('in combineLatest with itself, which glitches as it does on a Subject', async () => {
    const both = (bus: Bus<number>) => combineLatest([bus, bus.pipe(map((n) => n * 10))]);
    expect(await emitted(both, 2)).toEqual([
      [0, 0],
      [1, 0],
      [1, 10],
    ]);
  });

  it('in exhaustMap, concat, repeat and retry, which come back to it because of an event', async () => {
    const inner = (bus: Subject<number>) =>
      bus.pipe(
        exhaustMap((n) =>
          bus.pipe(
            map((m) => [n, m]),
            take(1),
          ),
        ),
      );
    const twice = (bus: Subject<number>) => concat(bus.pipe(take(1)), bus.pipe(take(2)));
    const pairs = (bus: Subject<number>) => bus.pipe(take(2), toArray(), repeat(2));
    const failing = (bus: Subject<number>) =>
      bus.pipe(
        map((n) => {
          if (odd(n)) throw n;
          return n;
        }),
        retry(),
      );
    const correlated = (bus: Subject<number>) =>
      bus.pipe(
        filter((n) => n === 1),
        mergeMap(() => bus.pipe(takeUntil(bus.pipe(filter((n) => n === 4))))),
      );
    const all: readonly ((bus: Subject<number>) => Observable<unknown>)[] = [
      ...[inner, twice, pairs, failing, correlated],
    ];
    for (const compose of all) {
      const subject$ = new Subject<number>();
      const log: unknown[] = [];
      compose(subject$).subscribe({
        next: (value) => log.push(value),
        complete: () => log.push('|'),
      });
      for (let event = 0; event < 6; event++) subject$.next(event);
      expect(await emitted(compose, 6)).toEqual(log);
      expect(log.length).toBeGreaterThan(1);
    }
  });

  it('in share, take, scan, reduce and toArray', async () => {
    const shared = (bus: Bus<number>) => {
      const sum$ = bus.pipe(
        scan((sum, n) => sum + n, 0),
        share(),
      );
      return merge(sum$, sum$.pipe(map((sum) => -sum))).pipe(take(5));
    };
    expect(await emitted(shared, 9)).toEqual([0, -0, 1, -1, 3, '|']);
    expect(await emitted((bus) => bus.pipe(take(3), toArray()), 9)).toEqual([[0, 1, 2], '|']);
    expect(
      await emitted(
        (bus) =>
          bus.pipe(
            take(3),
            reduce((a, b) => a + b, 0),
          ),
        9,
      ),
    ).toEqual([3, '|']);
  });

  it('leaves nobody behind when an operator has had enough', async () => {
    const bus = new Bus<number>();
    merge(
      bus.pipe(take(1)),
      bus.pipe(takeUntil(bus)),
      bus.pipe(
        exhaustMap(() => bus),
        take(1),
      ),
    ).subscribe();
    bus.publish(1);
    bus.publish(2);
    await turn();
    expect(bus.observed).toBe(false);
  });

  it('in firstValueFrom and lastValueFrom', async () => {
    const bus = new Bus<number>();
    const first = firstValueFrom(bus);
    const last = lastValueFrom(bus);
    const none = firstValueFrom(bus.pipe(skip(5)), { defaultValue: 'none' });
    bus.publish(1);
    bus.publish(2);
    bus.complete();
    await expect(Promise.all([first, last, none])).resolves.toEqual([1, 2, 'none']);
  });

  it('in the order it is subscribed to, not the order it was piped in', async () => {
    const bus = new Bus<number>();
    const log: string[] = [];
    const late$ = bus.pipe(map((n) => `late ${n}`));
    bus.subscribe((n) => log.push(`early ${n}`));
    late$.subscribe((text) => log.push(text));
    bus.publish(1);
    await turn();
    expect(log).toEqual(['early 1', 'late 1']);
  });

  it('without a Subject’s re-entrancy fault', async () => {
    const run = async (subject$: Subject<number>): Promise<number[]> => {
      const seen: number[] = [];
      subject$.subscribe((n) => {
        if (n === 1) subject$.next(2);
      });
      subject$.subscribe((n) => seen.push(n));
      subject$.next(1);
      await turn();
      return seen;
    };
    expect(await run(new Subject())).toEqual([2, 1]);
    expect(await run(new Bus())).toEqual([1, 2]);
    expect(await run(new Bus({ scheduler: queueScheduler }))).toEqual([1, 2]);
  });

  it('as an observer: source$.subscribe(bus) forwards the end, bus.sink doesn’t', async () => {
    const whole = new Bus<number>();
    const fed = new Bus<number>();
    const failing = new Bus<number>();
    const logs = [whole, fed, failing].map((bus) => {
      const log: unknown[] = [];
      bus.subscribe({
        next: (n) => log.push(n),
        error: (error: unknown) => log.push(error),
        complete: () => log.push('|'),
      });
      return log;
    });
    from([1, 2]).subscribe(whole);
    from([1, 2]).subscribe(fed.sink);
    throwError(() => 'failed').subscribe(failing);
    const errors = await unhandledBy(() => void throwError(() => 'lost').subscribe(fed.sink));
    expect(logs).toEqual([[1, 2, '|'], [1, 2], ['failed']]);
    expect(errors).toEqual(['lost']);
    expect(fed.publish(3)).toBe(1);
  });

  it('through asObservable(), which nobody can publish to', async () => {
    const bus = new Bus<number>();
    const wrapped$ = bus.asObservable();
    const seen: number[] = [];
    wrapped$.subscribe((n) => seen.push(n));
    bus.publish(1);
    await turn();
    expect(seen).toEqual([1]);
    expect(wrapped$).not.toBeInstanceOf(Subject);
    expect('next' in wrapped$).toBe(false);
  });

  it('through pipe(), which can still be published to, as a Subject’s can', async () => {
    const bus = new Bus<number>();
    const piped$ = bus.pipe(map((n) => n * 10));
    const seen: number[] = [];
    piped$.subscribe((n) => seen.push(n));
    expect(piped$).toBeInstanceOf(Subject);
    (piped$ as unknown as Subject<number>).next(1);
    await turn();
    expect(seen).toEqual([10]);
  });

  it('into other buses, back and forth', async () => {
    const there = new Bus<number>();
    const back = new Bus<number>();
    there.pipe(map((n) => n + 1)).subscribe(back);
    back.pipe(filter((n) => n < 5)).subscribe(there.sink);
    const seen: number[] = [];
    there.subscribe((n) => seen.push(n));
    there.publish(0);
    await turn();
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('marbles', () => {
  it('show a bus made inside TestScheduler.run in its frame, with no scheduler named', () => {
    marbles(({ hot, expectObservable }) => {
      const bus = new Bus<string>();
      hot('--a-(bc)-|').subscribe(bus);
      expectObservable(bus).toBe('--a-(bc)-|');
      expectObservable(bus.pipe(map((s) => s.toUpperCase()))).toBe('--A-(BC)-|');
      expectObservable(bus.pipe(bounded())).toBe('--a-(bc)-|');
    });
  });

  it('show its error, and what comes late', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const bus = new Bus<string>();
      hot('  -a-b-#').subscribe(bus);
      expectObservable(bus, '--^').toBe('---b-#');
      expectObservable(cold('-----------(x|)').pipe(switchMap(() => bus))).toBe('-----------#');
    });
  });

  it('show asynchronous readers’ work in its time', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const bus = new Bus<string>();
      const work = cold('---x|');
      hot('  a-b---------|').subscribe(bus);
      const expected = '---x---x----|';
      expectObservable(bus.pipe(concatMapBounded(() => work))).toBe(expected);
      expectObservable(
        bus.pipe(
          map((letter) => letter),
          concatMapBounded(() => work),
        ),
      ).toBe(expected);
      expectSubscriptions(work.subscriptions).toBe(['^---!', '^---!', '----^---!', '----^---!']);
    });
  });

  it('show a lossy reader’s gaps', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const bus = new Bus<string>();
      hot('  abcdef-----|').subscribe(bus);
      const slow = (letter: string) => cold('--l|', { l: letter });
      const latest = bus.pipe(concatMapBounded(slow, { overflow: 'latest' }));
      const oldest = bus.pipe(concatMapBounded(slow, { overflow: 'drop-newest', capacity: 1 }));
      expectObservable(latest).toBe('--a--c--f--|');
      expectObservable(oldest).toBe('--a--b--d--|');
    });
  });

  it('move a bus made elsewhere if it is given the scheduler', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const bus = new Bus<string>({ scheduler });
    scheduler.run(({ hot, expectObservable }) => {
      hot('  --a-b-|').subscribe(bus);
      expectObservable(bus).toBe('--a-b-|');
    });
  });

  it('work on schedulers of the old kind as well', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    const bus = new Bus<string>({ scheduler });
    scheduler.createHotObservable('--a-b-|').subscribe(bus);
    scheduler.expectObservable(bus.pipe(map((s) => s + s))).toBe('--a-b-|', { a: 'aa', b: 'bb' });
    scheduler.flush();
  });

  it('leave a bus made outside in real time', async () => {
    const outside = new Bus<number>();
    const seen: number[] = [];
    outside.subscribe((n) => seen.push(n));
    marbles(({ flush }) => {
      interval(1)
        .pipe(take(2))
        .subscribe((n) => outside.publish(n));
      flush();
      expect(seen).toEqual([]);
    });
    await turn();
    expect(seen).toEqual([0, 1]);
  });
});

/** What a program does to a Subject, and to a Bus that delivers at once. */
type Move =
  | { readonly do: 'publish'; readonly event: number }
  | {
      readonly do: 'subscribe';
      readonly how: number;
      readonly habit: number;
      readonly target: number;
    }
  | { readonly do: 'unsubscribe'; readonly target: number }
  | { readonly do: 'complete' | 'error' };

const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('publish' as const), event: fc.nat(9) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('subscribe' as const),
      how: fc.nat(13),
      habit: fc.nat(5),
      target: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), target: fc.nat(5) }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Move>({ do: 'complete' }, { do: 'error' }) },
);

const pipes: readonly ((subject$: Subject<number>) => Observable<unknown>)[] = [
  (subject$) => subject$,
  (subject$) => subject$.asObservable(),
  (subject$) => subject$.pipe(map((n) => n * 10)),
  (subject$) => subject$.pipe(take(2)),
  (subject$) => merge(subject$.pipe(filter(odd)), subject$.pipe(filter(even))),
  (subject$) => subject$.pipe(withLatestFrom(subject$)),
  (subject$) => subject$.pipe(takeUntil(subject$.pipe(filter((n) => n === 7)))),
  (subject$) =>
    subject$.pipe(
      switchMap((n) =>
        subject$.pipe(
          map((m) => [n, m]),
          take(2),
        ),
      ),
    ),
  (subject$) =>
    subject$.pipe(
      share({ resetOnRefCountZero: true }),
      scan((a, b) => a + b, 0),
    ),
  (subject$) => combineLatest([of(1), subject$, subject$.pipe(skip(1))]),
  (subject$) => concat(subject$.pipe(take(1)), subject$.pipe(map((n) => -n))),
  (subject$) => subject$.pipe(take(2), toArray(), repeat(3)),
  (subject$) =>
    subject$.pipe(
      exhaustMap((n) =>
        subject$.pipe(
          map((m) => [n, m]),
          take(2),
        ),
      ),
    ),
  (subject$) =>
    subject$.pipe(
      map((n) => {
        if (n === 5) throw n;
        return n;
      }),
      retry(3),
    ),
];

/** Plays a program on `subject$`; returns all that its subscribers saw, in order. */
function play(subject$: Subject<number>, program: readonly Move[]): unknown[] {
  const log: unknown[] = [];
  const subscriptions: Subscription[] = [];
  const subscribe = (how: number, habit: number, target: number): void => {
    const name = subscriptions.length;
    const place = subscriptions.push(new Subscription()) - 1;
    const source$ = pipes[how]?.(subject$) ?? subject$;
    const subscription = source$.subscribe({
      next: (value) => {
        log.push([name, value]);
        if (habit === 1) subscriptions[target % subscriptions.length]?.unsubscribe();
        if (habit === 2 && subscriptions.length < 12) subscribe(how, 0, 0);
        if (habit === 3) subscriptions[place]?.unsubscribe();
      },
      error: (error: unknown) => log.push([name, error]),
      complete: () => log.push([name, '|']),
    });
    subscriptions[place] = subscription;
  };
  for (const move of program) {
    if (move.do === 'publish') subject$.next(move.event);
    else if (move.do === 'subscribe') subscribe(move.how, move.habit, move.target);
    else if (move.do === 'unsubscribe') subscriptions[move.target]?.unsubscribe();
    else if (move.do === 'complete') subject$.complete();
    else subject$.error('failed');
    log.push(['observed', subject$.observed]);
  }
  return log;
}

describe('a Bus that delivers at once', () => {
  it('does what a Subject does, whatever the program', () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (program) => {
        const bus = new Bus<number>({ scheduler: queueScheduler });
        expect(play(bus, program)).toEqual(play(new Subject(), program));
      }),
      seeded(1_500),
    );
  });
});

describe('a Bus that delivers a burst', () => {
  it('does what a Subject does, also to those who come and go because of an event', async () => {
    const subscribing = moves.filter((move) => move.do === 'subscribe');
    const publishing = moves.filter((move) => move.do === 'publish');
    const programs = fc.tuple(
      fc.array(subscribing, { maxLength: 6 }),
      fc.array(publishing, { maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(programs, async ([subscribers, events]) => {
        const subject$ = new Subject<number>();
        const bus = new Bus<number>({ capacity: 64 });
        const logs = [play(subject$, subscribers), play(bus, subscribers)];
        for (const { event } of events) subject$.next(event);
        for (const { event } of events) bus.publish(event);
        await turn();
        expect(logs[1]).toEqual(logs[0]);
        expect(bus.observed).toBe(subject$.observed);
      }),
      seeded(600),
    );
  });
});
