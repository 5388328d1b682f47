/** What only ever grows, at one moment. */
export interface Moment {
  /** Milliseconds of `performance.now()`. */
  readonly time: number;
  readonly published: number;
  readonly delivered: number;
  /** CPU time used, in milliseconds. */
  readonly cpu: number;
}

/** How far back rates look, in milliseconds. */
const WINDOW = 1_000;

/** The moments that rates are taken over once `now` has come: those of the last second. */
export function recent(moments: readonly Moment[], now: Moment): readonly Moment[] {
  return [...moments.filter(({ time }) => now.time - time <= WINDOW), now];
}

/** How fast something grows, per second, over `moments`; null where there is but one. */
export function rate(moments: readonly Moment[], of: keyof Moment): number | null {
  const [first] = moments;
  const last = moments.at(-1);
  if (!first || !last || last.time <= first.time) return null;
  return ((last[of] - first[of]) * 1_000) / (last.time - first.time);
}
