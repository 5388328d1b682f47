/** Between what a share lies, from 0 to 1: apart where only a rounded value is known. */
export interface Share {
  readonly least: number;
  readonly most: number;
}

/**
 * How far `shares` are from being spread evenly, at the least: Kolmogorov and Smirnov's distance, the
 * most by which the share of them below any point is off that point.
 */
export function unevenness(shares: readonly Share[]): number {
  const least = shares.map((share) => share.least).sort((a, b) => a - b);
  const most = shares.map((share) => share.most).sort((a, b) => a - b);
  const above = least.map((share, index) => share - index / least.length);
  const below = most.map((share, index) => (index + 1) / most.length - share);
  return [...above, ...below].reduce((worst, off) => Math.max(worst, off), 0);
}

/** What `count` even shares stay below, all but one time in a million: after Dvoretzky, Kiefer and Wolfowitz. */
export function evenBelow(count: number): number {
  return Math.sqrt(Math.log(2e6) / (2 * count));
}
