/** What takes the lines of charts over time. */
export interface Lines {
  /** A line of `chart`: what `read` returns at every tick. */
  gauge(chart: string, name: string, read: () => number): void;
  /** A line of `chart`: by how much a total rises in a second. */
  rate(chart: string, name: string, total: () => number): void;
}
