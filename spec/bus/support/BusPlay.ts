import { asapScheduler, map, Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { Bus, type LagNotice } from 'ron-kernel';
import { runReader, type ReaderSpec } from './readers.js';

/** What a subscriber does with every so many events, besides noting them. */
export interface Habit {
  readonly every: number;
  readonly act:
    | { readonly do: 'nothing' | 'throw' | 'leave' | 'complete' | 'subscribe' }
    | { readonly do: 'publish'; readonly count: number }
    | { readonly do: 'dismiss'; readonly which: number };
}

/** An event, and its place in the bus's one order once it was accepted. */
interface Numbered {
  seq: number;
}

/** A subscriber, and what this play knows about it without asking the bus. */
interface Actor {
  readonly name: string;
  /** The sequence number of the first event it is owed. */
  from: number;
  /** How many events reached its operator; `undefined` if all that is published does. */
  reached: number | undefined;
  /** How many events it was owed when it left. */
  owed: number | undefined;
  /** Whether it may be behind with noting what it was handed, or have left unnoticed. */
  readonly loose: boolean;
  readonly seen: number[];
  readonly told: { dropped: number; abandoned: number };
  /** How often it was told of a loss a second time after the same pump. */
  toldAgain: number;
  release: () => void;
  stop: () => void;
}

/** How many events handlers may publish in a play: enough to overflow, few enough to end. */
const ANSWERS = 80;

/** A bus and its subscribers. After every move, and inside handlers, the accounts are checked. */
export class BusPlay {
  readonly bus: Bus<Numbered>;
  /** What didn't add up. */
  readonly problems: string[] = [];
  private readonly actors: Actor[] = [];
  private answers = ANSWERS;
  private pumps = 0;
  private readonly toldAt = new Map<string, number>();
  /** Where the synchronous subscribers are in the order of events. */
  private position = -1;
  /** The event a synchronous subscriber has at hand. */
  private delivering: Numbered | undefined;
  private named = 0;
  private readers = 0;

  constructor(capacity: number) {
    const counting: SchedulerLike = {
      now: () => asapScheduler.now(),
      schedule: (work) =>
        asapScheduler.schedule(() => {
          this.pumps += 1;
          (work as () => void)();
        }),
    };
    this.bus = new Bus({ capacity, scheduler: counting, onError: () => {} });
    this.bus.lag$.subscribe((notice) => {
      this.hear(notice);
    });
  }

  publish(count: number): void {
    for (let n = 0; n < count; n++) {
      const event = { seq: -1 };
      if (this.bus.publish(event) > 0) event.seq = this.bus.stats().published - 1;
      this.check('after publish');
    }
  }

  subscribe(habit: Habit, piped: boolean): void {
    if (this.bus.closed) return;
    const actor = this.enter(this.nextName(), false);
    const handler = (event: Numbered): void => {
      this.during(event, () => {
        this.note(actor, event, true);
        this.act(actor, habit);
      });
    };
    const source$ = piped ? this.bus.pipe(map((event) => event)) : this.bus;
    this.follow(actor, source$.subscribe({ next: handler, error: () => {} }));
  }

  read(spec: ReaderSpec, fused: boolean, habit: Habit): void {
    if (this.bus.closed) return;
    let source$ = this.bus.asObservable();
    this.readers += 1;
    const name = `reader-${this.readers}`;
    const actor = this.enter(name, spec.kind === 'values');
    if (!fused) {
      actor.reached = 0;
      const feed = this.enter(this.nextName(), false);
      source$ = this.counted(source$, feed, () => (actor.reached = (actor.reached ?? 0) + 1));
    }
    const running = runReader(
      source$,
      spec,
      { name, bus: this.bus },
      {
        onEvents: (events) => {
          for (const event of events) this.note(actor, event, false);
          this.act(actor, habit);
        },
        onLeave: () => {
          this.leave(actor);
        },
      },
    );
    if (fused && actor.owed !== undefined) this.forget(actor);
    else if (fused) this.settleIn(actor);
    actor.release = running.release;
    actor.stop = running.stop;
  }

  release(which: number): void {
    this.pick(which)?.release();
  }

  dismiss(which: number): void {
    this.pick(which)?.stop();
  }

  /** Whether all adds up. When `quiet`, nothing is under way and everyone has been told. */
  check(when: string, quiet = false): void {
    const { published, subscribers, departed } = this.bus.stats();
    const fail = (actor: Actor, what: string, row: unknown): void => {
      this.fail(`${when}: ${actor.name} ${what}, ${JSON.stringify(row)}`);
    };
    const gone = { subscribers: 0, owed: 0, delivered: 0 };
    let sure = true;
    for (const actor of this.actors) {
      // The second time it may be that it left.
      if (actor.toldAgain > (actor.owed === undefined && !actor.loose ? 0 : 1))
        fail(actor, 'told twice', {});
      const row = subscribers.find(({ name }) => name === actor.name);
      if (row === undefined) {
        if (actor.owed === undefined && !actor.loose) fail(actor, 'is missing', subscribers);
        gone.subscribers += 1;
        gone.owed += actor.owed ?? 0;
        gone.delivered += actor.seen.length;
        sure &&= !actor.loose;
        continue;
      }
      const { delivered, dropped, abandoned, pending } = row;
      const owed = actor.owed ?? actor.reached ?? published - actor.from;
      if (!actor.loose || pending > 0) {
        if (delivered + dropped + abandoned + pending !== owed)
          fail(actor, `was owed ${owed}`, row);
      }
      if (Math.min(delivered, dropped, abandoned, pending) < 0) fail(actor, 'is below zero', row);
      if (!actor.loose && delivered !== actor.seen.length)
        fail(actor, `saw ${actor.seen.length}`, row);
      if (quiet && actor.told.dropped !== dropped)
        fail(actor, `was told of ${actor.told.dropped}`, row);
    }
    if (!sure) return;
    const { delivered, dropped, abandoned } = departed;
    if (
      departed.subscribers !== gone.subscribers ||
      delivered !== gone.delivered ||
      delivered + dropped + abandoned !== gone.owed
    ) {
      this.fail(`${when}: ${JSON.stringify(departed)} for ${JSON.stringify(gone)}`);
    }
  }

  /** `source$`, with a note of each event before it goes on, and `onPassed` once it has. */
  private counted(
    source$: Observable<Numbered>,
    feed: Actor,
    onPassed: () => void,
  ): Observable<Numbered> {
    return new Observable((destination) => {
      const subscription = source$.subscribe({
        next: (event) => {
          this.during(event, () => {
            this.note(feed, event, true);
            destination.next(event);
            onPassed();
          });
        },
        error: (error: unknown) => destination.error(error),
        complete: () => destination.complete(),
      });
      this.follow(feed, subscription);
      return subscription;
    });
  }

  private during(event: Numbered, work: () => void): void {
    this.delivering = event;
    try {
      work();
    } finally {
      this.delivering = undefined;
    }
  }

  private nextName(): string {
    this.named += 1;
    return `subscriber-${this.named}`;
  }

  private enter(name: string, loose: boolean): Actor {
    const actor: Actor = {
      name,
      from: this.bus.stats().published,
      reached: undefined,
      owed: undefined,
      loose,
      seen: [],
      told: { dropped: 0, abandoned: 0 },
      toldAgain: 0,
      release: () => {},
      stop: () => {},
    };
    this.actors.push(actor);
    return actor;
  }

  private follow(actor: Actor, subscription: Subscription): void {
    if (subscription.closed) this.forget(actor);
    else this.settleIn(actor);
    actor.stop = () => subscription.unsubscribe();
    subscription.add(() => {
      this.leave(actor);
    });
  }

  /** The bus is over, and the actor found it closed. */
  private forget(actor: Actor): void {
    this.actors.splice(this.actors.indexOf(actor), 1);
  }

  /** One that comes inside a handler is owed what comes after the event, unless that was lost already. */
  private settleIn(actor: Actor): void {
    const { published, subscribers } = this.bus.stats();
    const { pending = 0 } = subscribers.find(({ name }) => name === actor.name) ?? {};
    if (this.delivering !== undefined) actor.from = published - pending;
    else if (pending > 0) this.fail(`${actor.name} came with ${pending} pending`);
    if (actor.from <= (this.delivering?.seq ?? -1)) this.fail(`${actor.name} sees the past`);
  }

  private fail(problem: string): void {
    if (this.problems.length < 5) this.problems.push(problem);
  }

  private leave(actor: Actor): void {
    actor.owed ??= actor.reached ?? this.bus.stats().published - actor.from;
  }

  private note(actor: Actor, { seq }: Numbered, synchronous: boolean): void {
    if (seq <= (actor.seen.at(-1) ?? -1)) this.fail(`${actor.name} saw ${seq} late`);
    actor.seen.push(seq);
    if (!synchronous) return;
    if (seq < this.position) this.fail(`${actor.name} saw ${seq} after ${this.position}`);
    this.position = seq;
    this.check(`in ${actor.name}`);
  }

  private act(actor: Actor, { every, act }: Habit): void {
    if (actor.seen.length % every !== 0) return;
    if (act.do === 'throw') throw new Error('thrown by a handler');
    if (act.do === 'leave') actor.stop();
    if (act.do === 'complete') this.bus.complete();
    if (act.do === 'dismiss') this.dismiss(act.which);
    if (act.do === 'subscribe' && this.actors.length < 12)
      this.subscribe({ every: 1, act: { do: 'nothing' } }, false);
    if (act.do === 'publish' && this.answers > 0) {
      this.answers -= act.count;
      this.publish(act.count);
    }
  }

  private pick(which: number): Actor | undefined {
    return this.actors[which % Math.max(1, this.actors.length)];
  }

  private hear({ subscriber, dropped, abandoned }: LagNotice): void {
    const actor = this.actors.find(({ name }) => name === subscriber);
    if (actor === undefined) {
      this.fail(`a notice for ${subscriber}`);
      return;
    }
    actor.told.dropped += dropped;
    actor.told.abandoned += abandoned;
    if (actor.reached !== undefined || abandoned > 0) return;
    if (this.toldAt.get(subscriber) === this.pumps) actor.toldAgain += 1;
    this.toldAt.set(subscriber, this.pumps);
  }
}
