import type { Histogram } from 'hdr-histogram-js';
import type { Figures } from '../../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../../support/percentiles.js';
import type { Lines } from './Lines.js';
import { ProcessWatch } from './ProcessWatch.js';
import type { Distribution, Recording } from './Recording.js';
import { Samples } from './Samples.js';

interface Line {
  readonly chart: string;
  readonly name: string;
  readonly samples: Samples;
  /** Its value at a tick that comes so many seconds after the last. */
  readonly read: (seconds: number) => number;
}

interface Timer {
  readonly name: string;
  readonly lately: Histogram;
  readonly total: Histogram;
}

/**
 * Watches a load: what a rig adds, and of every process its CPU, memory, event-loop delay and
 * garbage collection. Nothing counts before `begin` or after `end`.
 */
export class Telemetry implements Lines {
  private readonly lines: Line[] = [];
  private readonly timers: Timer[] = [];
  private readonly ticks = new Samples();
  private watch: ProcessWatch | undefined;
  private ticker: NodeJS.Timeout | undefined;
  private began = 0;
  private last = 0;

  /** @param interval - milliseconds from tick to tick */
  constructor(private readonly interval: number) {}

  gauge(chart: string, name: string, read: () => number): void {
    this.lines.push({ chart, name, samples: new Samples(), read });
  }

  rate(chart: string, name: string, total: () => number): void {
    let before = 0;
    const read = (seconds: number): number => {
      const rise = total() - before;
      before += rise;
      return rise / seconds;
    };
    this.lines.push({ chart, name, samples: new Samples(), read });
  }

  /**
   * Returns what records durations in milliseconds: a chart of their percentiles tick by tick, the
   * figures `<name>.p50.us`, `p95`, `p99` and `max` over all, and a distribution.
   */
  timer(name: string): (milliseconds: number) => void {
    const [lately, total] = [nanosecondHistogram(), nanosecondHistogram()];
    this.timers.push({ name, lately, total });
    for (const percentile of [50, 99, 100]) {
      const called = percentile === 100 ? 'max' : `p${percentile}`;
      this.gauge(`${name}, µs`, called, () => lately.getValueAtPercentile(percentile) / 1e3);
    }
    return (milliseconds) => record(lately, milliseconds);
  }

  /** A line of a chart so far, a value per tick. */
  values(chart: string, name: string): readonly number[] {
    const found = this.lines.find((line) => line.chart === chart && line.name === name);
    if (found === undefined) throw new Error(`'${chart}' has no line '${name}'`);
    return found.samples.values;
  }

  /**
   * Starts to count: what came before was warming up.
   *
   * @param watched - whether this process is what the load is about, rather than one that it looks at
   */
  begin(watched = true): void {
    if (watched) this.watch = new ProcessWatch();
    this.watch?.addTo(this);
    for (const { lately } of this.timers) lately.reset();
    for (const line of this.lines) line.read(0);
    this.began = this.last = performance.now();
    this.ticker = setInterval(() => this.tick(), this.interval);
  }

  /** Stops counting. Nothing happens when it wasn't begun, or has ended. */
  end(): void {
    if (this.ticker === undefined) return;
    clearInterval(this.ticker);
    this.ticker = undefined;
    // What is left is too short to say what a second of it would be like.
    if (performance.now() - this.last > this.interval / 2) this.tick();
    else this.settle();
    this.watch?.stop();
  }

  /** All that was seen, with the figures of the rig itself. */
  recording(own: Figures): Recording {
    this.end();
    const timed = this.timers.map(({ name, total }) => percentiles(name, total));
    return {
      figures: Object.assign({}, this.watch?.figures(), ...timed, own) as Figures,
      ticks: this.ticks.values,
      series: this.lines.map(({ chart, name, samples: { values } }) => ({ chart, name, values })),
      distributions: this.timers.map(distribution),
    };
  }

  private tick(): void {
    const now = performance.now();
    const seconds = (now - this.last) / 1e3;
    this.last = now;
    this.ticks.add((now - this.began) / 1e3);
    for (const { samples, read } of this.lines) samples.add(read(seconds));
    this.settle();
  }

  private settle(): void {
    for (const { lately, total } of this.timers) {
      total.add(lately);
      lately.reset();
    }
  }
}

/** Percentiles that come closer and closer to 100: half, three quarters, seven eighths… */
function distribution({ name, total }: Timer): Distribution {
  const ranks = Array.from({ length: 20 }, (_, halvings) => 100 * (1 - 2 ** -halvings));
  const within = ranks.filter((rank) => total.totalCount * (1 - rank / 100) >= 1);
  return {
    name,
    points: within.map((percentile) => ({
      percentile,
      us: total.getValueAtPercentile(percentile) / 1e3,
    })),
  };
}
