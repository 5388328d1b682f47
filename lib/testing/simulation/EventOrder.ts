/** The one order of a bus, as its first subscriber sees it. The same event may come more than once. */
export class EventOrder {
  /** How many events that subscriber has had. */
  count = 0;
  /** The event it had last. */
  latest: unknown;
  private readonly places = new WeakMap<object, number[]>();

  note(event: object): void {
    const places = this.places.get(event);
    if (places) places.push(this.count);
    else this.places.set(event, [this.count]);
    this.count += 1;
    this.latest = event;
  }

  /** Where this event stands behind `after`, if it does. */
  placeOf(event: object, after: number): number | undefined {
    return this.places.get(event)?.find((place) => place > after);
  }
}
