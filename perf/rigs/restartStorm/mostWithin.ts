/** The most of `times`, in order, that lie within any window of length `within`, both ends included. */
export function mostWithin(times: readonly number[], within: number): number {
  let [most, oldest] = [0, 0];
  times.forEach((time, index) => {
    while (time - (times[oldest] ?? time) > within) oldest += 1;
    most = Math.max(most, index - oldest + 1);
  });
  return most;
}
