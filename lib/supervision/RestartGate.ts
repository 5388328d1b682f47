import type { RestartLimit } from './RestartPolicy.js';
import { admitsRestart, rememberRestart, type RestartTimes } from './restartWindow.js';
import { spread } from './spread.js';
import type { RestartBudget } from './SupervisorOptions.js';

/** What a supervisor allows all its children together: so many restarts, and no more at once than so many. */
export class RestartGate<C extends object> {
  private times: RestartTimes = [];
  private free = -Infinity;
  /** Those whose place in the budget is taken already. */
  private readonly placed = new WeakSet<C>();

  constructor(
    private readonly rules: {
      readonly limit: RestartLimit | undefined;
      readonly budget: RestartBudget | undefined;
    },
  ) {}

  /** Whether the limit admits one more restart; counts it if so. */
  admits(now: number): boolean {
    const { limit } = this.rules;
    if (limit === undefined) return true;
    if (!admitsRestart(this.times, limit, now)) return false;
    this.times = rememberRestart(this.times, limit, now);
    return true;
  }

  /** How many milliseconds a child that is due now has to wait for its place in the budget. */
  wait(child: C, now: number): number {
    const { budget } = this.rules;
    if (budget === undefined || this.placed.delete(child)) return 0;
    const { at, free } = spread(budget, this.free, now);
    this.free = free;
    if (at > now) this.placed.add(child);
    return at - now;
  }
}
