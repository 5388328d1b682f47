/**
 * How far `shares`, each from 0 to 1, are from being spread evenly: Kolmogorov and Smirnov's
 * distance, the most by which the share of them below any point is off that point.
 */
export function unevenness(shares: readonly number[]): number {
  const sorted = [...shares].sort((a, b) => a - b);
  return sorted.reduce((most, share, index) => {
    const [below, upTo] = [index / sorted.length, (index + 1) / sorted.length];
    return Math.max(most, share - below, upTo - share);
  }, 0);
}

/** What `count` even shares stay below, all but one time in a million: after Dvoretzky, Kiefer and Wolfowitz. */
export function evenBelow(count: number): number {
  return Math.sqrt(Math.log(2e6) / (2 * count));
}
