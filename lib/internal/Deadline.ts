import { firstValueFrom, from, map, merge, timer } from 'rxjs';

/** So much time for several things together. */
export class Deadline {
  private readonly end: number;

  /** @param timeout - Milliseconds from now. */
  constructor(timeout: number) {
    this.end = performance.now() + timeout;
  }

  /** Milliseconds that are left; 0 once it is over. */
  get left(): number {
    return Math.max(this.end - performance.now(), 0);
  }

  /** Waits so many milliseconds, or what is left where that is less. */
  async wait(milliseconds: number): Promise<void> {
    await firstValueFrom(timer(Math.min(milliseconds, this.left)), { defaultValue: 0 });
  }

  /** Waits for `work` as long as there is time. Resolves to whether it got done. */
  done(work: Promise<unknown>): Promise<boolean> {
    return firstValueFrom(
      merge(from(work).pipe(map(() => true)), timer(this.left).pipe(map(() => false))),
      { defaultValue: false },
    );
  }
}
