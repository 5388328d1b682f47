/** How many are kept. */
const KEPT = 100;

/** The latest of things that happen now and then. */
export class Latest<T> {
  private readonly items: T[] = [];

  add(item: T): void {
    if (this.items.push(item) > KEPT) this.items.shift();
  }

  /** Oldest first. */
  list(): readonly T[] {
    return [...this.items];
  }
}
