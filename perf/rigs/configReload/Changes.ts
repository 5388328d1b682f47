/** When changes were made, and how long it took until they were in force, or a later one was. */
export class Changes {
  /** Milliseconds that each took, in order. */
  readonly took: number[] = [];
  private readonly made: number[] = [];

  /** A change is made now. */
  make(): void {
    this.made.push(performance.now());
  }

  /** The nth change, counted from 1, is in force now. Throws if one after it already was. */
  inForce(edit: number): readonly number[] {
    if (edit <= this.took.length) {
      throw new Error(`change ${edit} came into force after ${this.took.length}`);
    }
    const now = performance.now();
    const settled = this.made.slice(this.took.length, edit).map((at) => now - at);
    this.took.push(...settled);
    return settled;
  }

  /** How many are not in force yet. */
  get pending(): number {
    return this.made.length - this.took.length;
  }
}
