import type { WindowScores } from './AnomalyScorer.js';
import type { HostSample } from './HostSample.js';
import type { StatsdMetric } from './parseStatsd.js';
import type { WindowSummary } from './WindowSummary.js';

/** What the demo's services say to each other, and to anyone who listens. */
export type DemoEvent =
  | HostSampleEvent
  | NodeSampleEvent
  | StatsdListeningEvent
  | StatsdMetricEvent
  | StatsdBadLinesEvent
  | WindowEvent
  | CrunchEvent;

/** The machine, as `host` found it. */
export interface HostSampleEvent extends HostSample {
  readonly type: 'host.sample';
}

/** What a node's `host` found, as its neighbours see it. */
export interface NodeSampleEvent extends HostSample {
  readonly type: 'node.sample';
  /** Whose it is: the machine's name and the process's id. */
  readonly node: string;
}

/** `statsd` has its socket. */
interface StatsdListeningEvent {
  readonly type: 'statsd.listening';
  /** Host and port, as in `127.0.0.1:8125`. */
  readonly address: string;
}

/** One value that a StatsD client sent. */
type StatsdMetricEvent = { readonly type: 'statsd.metric' } & StatsdMetric;

/** A datagram had lines that aren't StatsD. */
interface StatsdBadLinesEvent {
  readonly type: 'statsd.bad-lines';
  readonly lines: number;
}

/** A window of `rollup` closed. */
export interface WindowEvent extends WindowSummary {
  readonly type: 'rollup.window';
}

/** `crunch` has scored a window. */
export interface CrunchEvent extends WindowScores {
  readonly type: 'crunch.scored';
}
