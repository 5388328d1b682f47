import type { VirtualTimer } from './VirtualTimer.js';

function isBefore(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** Timers, the next to fire first: a binary heap. What was cancelled leaves when it gets to the top. */
export class TimerQueue {
  /** How many are to fire. */
  size = 0;
  private readonly heap: VirtualTimer[] = [];
  private added = 0;

  get first(): VirtualTimer | undefined {
    for (;;) {
      const [top] = this.heap;
      if (top === undefined || top.queued) return top;
      this.removeTop();
    }
  }

  add(timer: VirtualTimer): void {
    timer.order = this.added++;
    timer.queued = true;
    this.size += 1;
    const { heap } = this;
    let at = heap.length;
    for (;;) {
      const up = (at - 1) >> 1;
      const above = at > 0 ? heap[up] : undefined;
      if (above === undefined || !isBefore(timer, above)) break;
      heap[at] = above;
      at = up;
    }
    heap[at] = timer;
  }

  /** Takes out the first, if it is due. */
  take(now: number): VirtualTimer | undefined {
    const { first } = this;
    if (first === undefined || first.due > now) return undefined;
    this.removeTop();
    first.queued = false;
    this.size -= 1;
    return first;
  }

  /** One of them has been cancelled. */
  forget(): void {
    this.size -= 1;
  }

  private removeTop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      if (left === undefined) break;
      const isRight = right !== undefined && isBefore(right, left);
      const least = isRight ? right : left;
      if (!isBefore(least, last)) break;
      heap[at] = least;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
