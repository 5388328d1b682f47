/** What a supervisor has to bear, until it has given up on every child. */
export interface StormLoad {
  readonly children: number;
  /** Milliseconds from a start to the crash; 0 crashes all at once, when all are up again. */
  readonly every: number;
  /** How often, each time with a new kernel. */
  readonly rounds: number;
  /** The shortest and the longest delay before jitter, in milliseconds. */
  readonly base: number;
  readonly cap: number;
  /** The restarts that a child may have within so many milliseconds. */
  readonly restarts: number;
  readonly within: number;
}

/** The longest delay that a child's nth crash may lead to, counted from 0. */
export function longestDelay({ base, cap }: Pick<StormLoad, 'base' | 'cap'>, crash: number) {
  return Math.min(cap, base * 2 ** crash);
}

/** The most milliseconds that a round may take. */
export function longestRound(load: StormLoad): number {
  const lives = load.every * (load.restarts + 1);
  const delays = Array.from({ length: load.restarts }, (_, crash) => longestDelay(load, crash));
  return delays.reduce((sum, delay) => sum + delay, lives);
}
