import { TimerQueue } from './TimerQueue.js';
import { VirtualTimer } from './VirtualTimer.js';

/** Milliseconds that a macrotask takes, so that those who yield for ever see time pass. */
const TURN = 0.005;
/** How often the clock may be read at one instant before it moves on, so that nobody spins on it. */
const PATIENCE = 1_000;
const TICK = 0.01;
/** How long, in virtual milliseconds, the loop may be kept busy before it counts as never at rest. */
const BUSY = 5;

const machineImmediate = setImmediate;
/** Lets every microtask run, for real: promises are the machine's own also in virtual time. */
const microtasks = (): Promise<void> => new Promise((resolve) => void machineImmediate(resolve));

/**
 * An event loop with a clock of its own: timers fire when the clock gets to them, and it gets there
 * at once, since nothing happens in between.
 */
export class VirtualLoop {
  private readonly timers = new TimerQueue();
  private readonly immediates: VirtualTimer[] = [];
  private elapsed = 0;
  private reads = 0;
  /** What the wall clock is ahead of the monotonic one. */
  private wall = Date.UTC(2030, 0, 1);

  /** @param uncaught - Gets what a timer or a macrotask throws. */
  constructor(readonly uncaught: (error: unknown) => void) {}

  /** Milliseconds since it was made. */
  get now(): number {
    this.reads += 1;
    if (this.reads > PATIENCE) this.elapsed += TICK;
    return this.elapsed;
  }

  /** What the wall clock shows: milliseconds since 1970. */
  get date(): number {
    return Math.floor(this.wall + this.now);
  }

  /** How many timers are to fire. */
  get waiting(): number {
    return this.timers.size;
  }

  /** Runs `work` after so many milliseconds, one at least; then every `period` if there is one. */
  after(delay: number, work: () => void, period?: number): VirtualTimer {
    const wait = Math.max(1, Number.isFinite(delay) ? delay : 1);
    const timer = new VirtualTimer(this.elapsed + wait, work, period, () => this.timers.forget());
    this.timers.add(timer);
    return timer;
  }

  /** Runs `work` once what is due now has run. */
  immediate(work: () => void): VirtualTimer {
    const immediate = new VirtualTimer(0, work, undefined, () => undefined);
    this.immediates.push(immediate);
    return immediate;
  }

  /** Sets the wall clock forward or, with a negative number, back. */
  setWallClock(by: number): void {
    this.wall += by;
  }

  /** Keeps the loop from turning for so long: what was due fires late. */
  block(milliseconds: number): void {
    this.elapsed += milliseconds;
  }

  /** Lets everything come to where it waits for a timer or a macrotask, and runs none. */
  drain(): Promise<void> {
    return microtasks();
  }

  /** Runs whatever can run without waiting. Resolves to whether all is at rest. */
  async rest(): Promise<boolean> {
    const until = this.elapsed + BUSY;
    await microtasks();
    while (this.elapsed < until) {
      if (!(await this.turn())) return true;
    }
    return false;
  }

  /** Lets so many milliseconds pass. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.elapsed + milliseconds;
    await microtasks();
    for (;;) {
      if (this.elapsed <= until && (await this.turn())) continue;
      const due = this.timers.first?.due ?? Infinity;
      if (due > until) break;
      this.moveTo(due);
      if (this.elapsed > until) break;
    }
    this.moveTo(until);
  }

  /** Waits for something outside virtual time, such as a module to load: the clock stands still. */
  async settle<T>(work: Promise<T>): Promise<T> {
    const state = { settled: false };
    const settled = (): void => void (state.settled = true);
    work.then(settled, settled);
    while (!state.settled) {
      await microtasks();
      await this.turn();
    }
    return work;
  }

  /** Lets time pass until `work` is done, `limit` milliseconds at most. Resolves to whether it is. */
  async finish(work: Promise<unknown>, limit: number): Promise<boolean> {
    const end = this.elapsed + limit;
    const state = { settled: false };
    const settled = (): void => void (state.settled = true);
    work.then(settled, settled);
    await microtasks();
    while (!state.settled && this.elapsed < end) {
      if (await this.turn()) continue;
      this.moveTo(Math.min(end, this.timers.first?.due ?? end));
    }
    return state.settled;
  }

  /** Runs one thing that is due, and all that follows from it at once. */
  private async turn(): Promise<boolean> {
    const timer = this.timers.take(this.elapsed);
    const next = timer ?? this.immediates.shift();
    if (next === undefined) return false;
    if (timer === undefined) this.elapsed += TURN;
    try {
      next.fire();
    } catch (error) {
      this.uncaught(error);
    }
    if (timer?.repeat(this.elapsed) === true) this.timers.add(timer);
    await microtasks();
    return true;
  }

  private moveTo(time: number): void {
    if (time <= this.elapsed) return;
    this.elapsed = time;
    this.reads = 0;
  }
}
