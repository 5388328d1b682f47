/** A timer of a virtual loop, and what `setTimeout` returns there. */
export class VirtualTimer {
  /** Its place among those that are due at the same time. */
  order = 0;
  /** Whether it waits in a queue. */
  queued = false;
  private active = true;

  constructor(
    /** When it fires. */
    public due: number,
    private readonly work: () => void,
    private readonly period: number | undefined,
    private readonly onCancel: () => void,
  ) {}

  fire(): void {
    if (!this.active) return;
    if (this.period === undefined) this.active = false;
    this.work();
  }

  /** Whether it is to fire again, after its period. */
  repeat(now: number): boolean {
    if (this.period === undefined || !this.active) return false;
    this.due = now + Math.max(1, this.period);
    return true;
  }

  cancel(): void {
    if (!this.active) return;
    this.active = false;
    if (this.queued) this.onCancel();
    this.queued = false;
  }

  /** Nothing ends while time is virtual: a timer neither keeps the process up nor lets it go. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}
