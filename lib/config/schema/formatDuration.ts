const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds as a config file has them, exactly: `'90s'`, `'1.5ms'`. */
export function formatDuration(milliseconds: number): string {
  const [unit, size] = (milliseconds === 0
    ? undefined
    : UNITS.find(([, size]) => milliseconds % size === 0)) ?? ['ms', 1];
  return `${String(milliseconds / size)}${unit}`;
}
