/** Keeps the thread busy for so many milliseconds, as a calculation does. */
export function spin(milliseconds: number): number {
  const end = performance.now() + milliseconds;
  let turns = 0;
  while (performance.now() < end) turns += 1;
  return turns;
}
