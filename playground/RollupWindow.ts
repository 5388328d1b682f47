import type { KernelEvent } from 'ron-kernel';
import type { DemoEvent } from './DemoEvent.js';
import type { HostSample } from './HostSample.js';
import type { StatsdMetric } from './parseStatsd.js';
import { summarizeTimer } from './summarizeTimer.js';
import type { WindowSummary } from './WindowSummary.js';

/** How many series of a kind are held: names come from whoever can send a datagram. */
export const MAX_SERIES = 1_000;

interface Timer {
  count: number;
  readonly values: number[];
}

/** Adds up events until `close` hands out the sums and starts over; gauges alone are kept. */
export class RollupWindow {
  private readonly counters = new Map<string, number>();
  private readonly gauges = new Map<string, number>();
  private readonly timers = new Map<string, Timer>();
  private readonly sets = new Map<string, Set<string>>();
  private hosts: HostSample[] = [];
  private badLines = 0;
  private ignored = 0;

  /** Takes what it sums up and passes over the rest. */
  add(event: DemoEvent | KernelEvent): void {
    if (event.type === 'statsd.metric') this.addMetric(event);
    else if (event.type === 'statsd.bad-lines') this.badLines += event.lines;
    else if (event.type === 'host.sample') this.hosts.push(event);
  }

  /** Ends the window at `at`, after `seconds`, and opens the next. */
  close(at: number, seconds: number): WindowSummary {
    const host = meanOf(this.hosts);
    const summary: WindowSummary = {
      at,
      seconds,
      counters: record(this.counters, (count) => ({ count, rate: count / seconds })),
      gauges: record(this.gauges, (value) => value),
      timers: record(this.timers, ({ values, count }) => summarizeTimer(values, count)),
      sets: record(this.sets, ({ size }) => size),
      badLines: this.badLines,
      ignored: this.ignored,
      ...(host && { host }),
    };
    this.counters.clear();
    this.timers.clear();
    this.sets.clear();
    this.hosts = [];
    this.badLines = this.ignored = 0;
    return summary;
  }

  private addMetric(metric: StatsdMetric): void {
    const { name } = metric;
    const series = {
      counter: this.counters,
      gauge: this.gauges,
      timer: this.timers,
      set: this.sets,
    };
    const held = series[metric.kind];
    if (held.size >= MAX_SERIES && !held.has(name)) {
      this.ignored++;
      return;
    }
    switch (metric.kind) {
      case 'counter':
        this.counters.set(
          name,
          finite((this.counters.get(name) ?? 0) + finite(metric.value / metric.rate)),
        );
        break;
      case 'gauge': {
        const from = metric.relative ? (this.gauges.get(name) ?? 0) : 0;
        this.gauges.set(name, finite(from + metric.value));
        break;
      }
      case 'timer': {
        const timer = entry(this.timers, name, () => ({ count: 0, values: [] }));
        timer.count = finite(timer.count + finite(1 / metric.rate));
        timer.values.push(metric.value);
        break;
      }
      case 'set':
        entry(this.sets, name, () => new Set()).add(metric.member);
    }
  }
}

/** JSON has no infinity: what grows past the largest number stays there. */
function finite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function entry<V>(map: Map<string, V>, name: string, create: () => V): V {
  const found = map.get(name);
  if (found !== undefined) return found;
  const created = create();
  map.set(name, created);
  return created;
}

function record<V, R>(map: ReadonlyMap<string, V>, of: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Array.from(map, ([name, value]) => [name, of(value)]));
}

function meanOf(samples: readonly HostSample[]): Omit<HostSample, 'at'> | undefined {
  if (samples.length === 0) return undefined;
  const mean = (of: (sample: HostSample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  return {
    cpu: mean(({ cpu }) => cpu),
    memory: mean(({ memory }) => memory),
    load: mean(({ load }) => load),
    rss: mean(({ rss }) => rss),
    loopDelay: Math.max(...samples.map(({ loopDelay }) => loopDelay)),
  };
}
