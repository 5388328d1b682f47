import type { Cancel, Clock } from './clock.js';

/**
 * Watches for silence. Time is counted in small steps, each at most as long as it was planned to be:
 * when the event loop itself is late, that is not the child's silence.
 */
export class Heartbeat {
  private silent = 0;
  private last: number;
  private cancel: Cancel | undefined;
  private readonly step: number;

  constructor(
    private readonly clock: Clock,
    private readonly timeout: number,
    private readonly missed: () => void,
  ) {
    this.step = timeout / 4;
    this.last = clock.now();
    this.plan();
  }

  /** The child is alive. */
  beat(): void {
    this.silent = 0;
    this.last = this.clock.now();
  }

  stop(): void {
    this.cancel?.();
  }

  private plan(): void {
    this.cancel = this.clock.after(this.step, () => {
      const now = this.clock.now();
      this.silent += Math.min(now - this.last, this.step);
      this.last = now;
      if (this.silent >= this.timeout) this.missed();
      else this.plan();
    });
  }
}
