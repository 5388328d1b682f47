import { map, Subscription } from 'rxjs';
import { concatMapBounded, type Bus } from 'ron-kernel';

/** Ways to subscribe, each of which a service might choose. */
const FORMS: readonly (<E>(bus: Bus<E>, handle: (event: E) => void) => Subscription)[] = [
  (bus, handle) => bus.subscribe(handle),
  (bus, handle) => bus.pipe(map((event) => event)).subscribe({ next: handle }),
  (bus, handle) =>
    bus
      .pipe(
        concatMapBounded((event) => {
          handle(event);
          return Promise.resolve();
        }),
      )
      .subscribe(),
  (bus, handle) => {
    const events = bus.values({ capacity: 256 });
    void (async () => {
      for await (const event of events) handle(event);
    })();
    return new Subscription(() => void events.return?.());
  },
];

/** Subscribers that come and go. */
export class Churn<E> {
  left = 0;
  /** Events that they had. */
  handled = 0;
  private readonly present: { readonly subscription: Subscription; readonly since: number }[] = [];
  private owed = 0;

  /** @param most - how many are there at a time */
  constructor(
    private readonly bus: Bus<E>,
    private readonly most: number,
  ) {}

  /** One comes; once there are enough, the one that has been there longest goes. */
  turnOver(): void {
    this.come();
    if (this.present.length > this.most) this.leave();
  }

  /** All go. */
  stop(): void {
    while (this.present.length > 0) this.leave();
  }

  /** Throws unless those who left account for everything that was published while they were there. */
  check(): void {
    const { subscribers, delivered, dropped, abandoned } = this.bus.stats().departed;
    const accounted = delivered + dropped + abandoned;
    if (subscribers !== this.left || accounted !== this.owed) {
      throw new Error(
        `${this.left} subscribers left that were owed ${this.owed} events; the bus has ${subscribers}, with ${delivered} delivered + ${dropped} dropped + ${abandoned} abandoned`,
      );
    }
  }

  private come(): void {
    const subscribe = FORMS[(this.left + this.present.length) % FORMS.length];
    const since = this.bus.stats().published;
    const subscription = subscribe?.(this.bus, () => (this.handled += 1));
    if (subscription === undefined) return;
    this.present.push({ subscription, since });
  }

  private leave(): void {
    const oldest = this.present.shift();
    if (oldest === undefined) return;
    this.left += 1;
    this.owed += this.bus.stats().published - oldest.since;
    oldest.subscription.unsubscribe();
  }
}
