import type { Child } from './Child.js';

/** Asked anew: stopping a child may have ended it already. */
function isAlive(child: { readonly alive: boolean }): boolean {
  return child.alive;
}

/** What a {@link Sequence} does with each child, and when. */
export interface SequencePlan<Context extends object> {
  /** Stops a child; absent if none is to be stopped. */
  readonly down?: (child: Child<Context>) => void;
  /** Whether the first may be started, now that all are down. */
  readonly open?: () => boolean;
  /** Starts a child; absent if none is to be started. */
  readonly up?: (child: Child<Context>) => void;
  /** Whether this one may be started, now that its predecessors are settled. */
  readonly mayStart?: (child: Child<Context>) => boolean;
  readonly done: () => void;
}

/**
 * Takes children down from last to first, each once the one before is gone, then up from first to
 * last, each once the one before is ready. It never waits by itself: whoever sees a child change
 * calls `advance`.
 */
export class Sequence<Context extends object> {
  private phase: 'down' | 'closed' | 'up' | 'done';
  private index: number;
  /** The index of the child last told to stop or start. */
  private told = -1;
  private advancing = false;
  private again = false;

  constructor(
    private readonly children: Child<Context>[],
    private readonly plan: SequencePlan<Context>,
  ) {
    this.phase = plan.down ? 'down' : 'closed';
    this.index = children.length - 1;
  }

  /** Whether this child is about to be stopped, or is being stopped. */
  takesDown(child: Child<Context>): boolean {
    return this.phase === 'down' && this.children.lastIndexOf(child, this.index) >= 0;
  }

  /** Whether this child will be started in its turn. */
  willStart(child: Child<Context>): boolean {
    if (this.plan.up === undefined) return false;
    const index = this.children.lastIndexOf(child);
    if (this.phase !== 'up') return index >= 0;
    return index > this.index || (index === this.index && this.told !== index);
  }

  /** Adds a child behind all others, to be started in its turn. */
  append(child: Child<Context>): void {
    this.children.push(child);
  }

  /** Something else takes over. */
  cancel(): void {
    this.phase = 'done';
  }

  /** Goes as far as it can get now. */
  advance(): void {
    this.again = true;
    if (this.advancing) return;
    this.advancing = true;
    while (this.again) {
      this.again = false;
      this.step();
    }
    this.advancing = false;
  }

  private step(): void {
    if (this.is('down') && this.allDown()) this.phase = 'closed';
    if (this.is('closed') && (this.plan.open?.() ?? true)) {
      this.phase = 'up';
      this.index = 0;
      this.told = -1;
    }
    if (this.is('up') && this.allUp()) {
      this.phase = 'done';
      this.plan.done();
    }
  }

  /** Asked anew each time: a child that is told something may bring about a cancellation. */
  private is(phase: 'down' | 'closed' | 'up' | 'done'): boolean {
    return this.phase === phase;
  }

  private allDown(): boolean {
    for (; this.index >= 0; this.index--) {
      const child = this.children[this.index];
      if (!child?.alive) continue;
      if (this.told !== this.index) {
        this.told = this.index;
        this.plan.down?.(child);
      }
      if (isAlive(child) || !this.is('down')) return false;
    }
    return true;
  }

  private allUp(): boolean {
    const { up, mayStart } = this.plan;
    if (up === undefined) return true;
    for (; this.index < this.children.length; this.index++) {
      const child = this.children[this.index];
      if (child === undefined || (this.told !== this.index && !child.needsStart)) continue;
      if (this.told !== this.index) {
        if (mayStart && !mayStart(child)) return false;
        this.told = this.index;
        up(child);
      }
      const { state } = child.state;
      if (state === 'starting' || state === 'stopping' || !this.is('up')) return false;
    }
    return true;
  }
}
