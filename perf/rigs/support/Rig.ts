import type { Effort } from '../../support/Effort.js';
import type { Figures } from '../../support/Figures.js';
import type { Report } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import type { Options, Values } from './options.js';
import type { Telemetry } from './Telemetry.js';

/** One thing a rig puts the library to, in a process of its own that does nothing else. */
export interface Load {
  readonly name: string;
  /** About how many milliseconds it takes, for the progress line. */
  readonly duration: number;
  /** Flags of Node that its process needs. */
  readonly nodeFlags?: readonly string[];
  /** What its process has in its environment besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Rejects if something is wrong apart from the time: a delivery missing, an account that doesn't add up. */
  readonly run: (telemetry: Telemetry) => Promise<Figures>;
}

/** A load test: a command with options, what it runs, and what to make of the figures. */
export interface Rig<O extends Options = Options> {
  readonly name: string;
  /** What it answers, in one line. */
  readonly question: string;
  readonly options: O;
  /** What it runs, one after the other. A load that is listed several times is measured anew each time. */
  loads(values: Values<O>, effort: Effort): readonly Load[];
  /** The figures of every load; {@link BARE_NODE} is there too. */
  report(results: Results, values: Values<O>, effort: Effort): Report;
}

/** The name under which a rig finds what Node alone takes: `rss.MB`. */
export const BARE_NODE = 'bare Node';
