/**
 * Keeps emissions in order when one of them causes the next: what is emitted while something is
 * being emitted waits its turn, so that every subscriber sees the same order.
 */
export class EmissionQueue {
  private readonly waiting: (() => void)[] = [];
  private emitting = false;

  /** Runs `emission` now, or behind those under way. */
  emit(emission: () => void): void {
    this.waiting.push(emission);
    if (this.emitting) return;
    this.emitting = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next();
    this.emitting = false;
  }
}
