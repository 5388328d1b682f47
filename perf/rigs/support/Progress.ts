import ms from 'ms';

/** Where progress is told: stderr. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** How often a line is redrawn on a terminal, and written where there is none. */
const REDRAW = 250;
const REPEAT = 30_000;

/** Says what runs and for how long yet: in one line on a terminal, else in a line now and then. */
export class Progress {
  private readonly ticker: NodeJS.Timeout;
  private current = '';
  private before = 0;
  private since: number;

  /** @param total - milliseconds that everything is planned to take */
  constructor(
    private readonly output: ProgressOutput,
    private readonly total: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.since = now();
    this.ticker = setInterval(() => this.tell(), output.isTTY === true ? REDRAW : REPEAT);
    this.ticker.unref();
  }

  /** The next load begins; those before were planned to take `before` milliseconds. */
  next(name: string, before: number): void {
    [this.current, this.before, this.since] = [name, before, this.now()];
    this.tell();
  }

  end(): void {
    clearInterval(this.ticker);
    if (this.output.isTTY === true) this.output.write('\r\x1b[K');
  }

  private tell(): void {
    const done = this.before + this.now() - this.since;
    const line = progressLine(this.current, done, this.total);
    this.output.write(this.output.isTTY === true ? `\r\x1b[K${line}` : `${line}\n`);
  }
}

/** What runs, and how long all of it is still expected to take. */
export function progressLine(name: string, done: number, total: number): string {
  const left = Math.max(0, total - done);
  const percent = Math.min(100, Math.floor((100 * done) / Math.max(total, 1)));
  return `${name}: ${String(percent)} %, ${left > 0 ? `${ms(Math.ceil(left / 1e3) * 1e3)} left` : 'any moment now'}`;
}
