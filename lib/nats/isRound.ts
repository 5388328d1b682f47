/** Whether a count is worth a line in the log: the 1st, 2nd, 4th, 8th, … of its kind. */
export function isRound(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
