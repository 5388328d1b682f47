import { NEVER, of, range, map, Subject, take, type Observable } from 'rxjs';
import { Bus, bounded, concatMapBounded, ofType, type KernelEvent } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { turn } from './support/turn.js';

interface Reading {
  readonly type: 'reading';
  readonly celsius: number;
}
interface Alarm {
  readonly type: 'alarm';
  readonly reason: string;
}
interface Tick {
  readonly type: 'tick';
}
type AppEvent = Reading | Alarm | Tick;

const reading: Reading = { type: 'reading', celsius: 21 };
const alarm: Alarm = { type: 'alarm', reason: 'too warm' };
const tick: Tick = { type: 'tick' };
const events = { r: reading, a: alarm, t: tick };

describe('ofType', () => {
  it('lets through one type or several, and nothing else', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot<AppEvent>('-r-a-t-(rat)-|', events);
      expectObservable(source.pipe(ofType('alarm'))).toBe('---a---a-----|', events);
      expectObservable(source.pipe(ofType('reading', 'tick'))).toBe('-r---t-(rt)--|', events);
      expectSubscriptions(source.subscriptions).toBe(['^------------!', '^------------!']);
    });
  });

  it('passes on emptiness, silence, failure and unsubscription', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<AppEvent>('|').pipe(ofType('alarm'))).toBe('|');
      expectObservable(cold<AppEvent>('-').pipe(ofType('alarm'))).toBe('-');
      expectObservable(cold<AppEvent>('-a-#', events).pipe(ofType('alarm'))).toBe('-a-#', events);
      const source = hot<AppEvent>('-a-a-a-', events);
      expectObservable(source.pipe(ofType('alarm')), '--!').toBe('-a-', events);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('stops a synchronous source that has given enough', () => {
    let emitted = 0;
    range(0, 1e6)
      .pipe(
        map((n): AppEvent => {
          emitted += 1;
          return n % 2 === 0 ? alarm : tick;
        }),
        ofType('tick'),
        take(3),
      )
      .subscribe();
    expect(emitted).toBe(6);
  });

  it('lets through what is answered to what it let through', async () => {
    const bus = new Bus<AppEvent>();
    const log: string[] = [];
    bus.pipe(ofType('reading')).subscribe(({ celsius }) => {
      log.push(`reading ${celsius}`);
      if (celsius < 23) bus.publish({ type: 'reading', celsius: celsius + 1 });
      bus.publish(alarm);
    });
    bus.pipe(ofType('alarm')).subscribe(({ reason }) => log.push(reason));
    bus.publish(reading);
    await turn();
    expect(log).toEqual([
      ...['reading 21', 'reading 22', 'too warm', 'reading 23'],
      ...['too warm', 'too warm'],
    ]);
  });

  it('lets alarms keep their place before a bounded reader, whatever the readings', async () => {
    const bus = new Bus<AppEvent>();
    const seen: Alarm[] = [];
    bus.pipe(ofType('alarm'), bounded({ capacity: 1 })).subscribe((event) => seen.push(event));
    bus.publish(alarm);
    for (let n = 0; n < 100; n++) bus.publish(reading);
    await turn();
    expect(seen).toEqual([alarm]);
  });

  it('leaves a bounded reader behind it in the account of its bus, however many there are', async () => {
    const bus = new Bus<AppEvent>({ capacity: 8 });
    const told: string[] = [];
    bus.lag$.subscribe(({ subscriber, dropped }) => told.push(`${subscriber} ${dropped}`));
    const narrowed$ = bus.asObservable().pipe(ofType('alarm', 'tick'));
    narrowed$
      .pipe(
        ofType('alarm'),
        concatMapBounded(() => NEVER, { name: 'pager' }),
      )
      .subscribe();
    for (let n = 0; n < 12; n++) bus.publish(alarm);
    for (let n = 0; n < 100; n++) bus.publish(tick);
    await turn();
    const pager = bus.stats().subscribers.find(({ name }) => name === 'pager');
    expect(pager).toMatchObject({ capacity: 8, pending: 8, dropped: 3, delivered: 1 });
    expect(told).toEqual(['pager 3']);
    const other = new Bus<AppEvent>();
    bus.pipe(ofType('tick'), bounded({ name: 'told elsewhere', bus: other })).subscribe();
    expect(other.stats().subscribers.map(({ name }) => name)).toContain('told elsewhere');
    expect(bus.stats().subscribers.map(({ name }) => name)).not.toContain('told elsewhere');
  });

  it('isn’t confused by the names of what objects inherit', () => {
    const odd = of({ type: 'constructor' }, { type: '__proto__' }, { type: 'toString' });
    const seen: unknown[] = [];
    odd.pipe(ofType('alarm')).subscribe((event) => seen.push(event));
    odd.pipe(ofType('__proto__')).subscribe(({ type }) => seen.push(type));
    expect(seen).toEqual(['__proto__']);
  });

  it('narrows the type', () => {
    const bus = new Bus<AppEvent>();
    expectTypeOf(bus.pipe(ofType('alarm'))).toEqualTypeOf<Observable<Alarm>>();
    expectTypeOf(bus.pipe(ofType('alarm', 'tick'))).toEqualTypeOf<Observable<Alarm | Tick>>();
    expectTypeOf(new Subject<KernelEvent>().pipe(ofType('kernel.health'))).toEqualTypeOf<
      Observable<Extract<KernelEvent, { readonly type: 'kernel.health' }>>
    >();
    // @ts-expect-error: there is no such type of event
    void bus.pipe(ofType('alarms'));
    // @ts-expect-error: at least one type
    void bus.pipe(ofType());
  });
});
