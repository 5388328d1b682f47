import { EMPTY, type ObservableInput } from 'rxjs';
import { concatMapBounded } from 'ron-kernel/bus';
import { until } from '../support/until.js';
import type { FanOutRun } from './FanOutRun.js';
import type { Frame } from './Frame.js';
import { Tally } from './Tally.js';

/** How readers come to lag: what handling the event at hand takes, or undefined for no time. */
export type Dawdle = (reader: number, seq: number) => Promise<void> | undefined;

/** Asynchronous readers of a run, each with a tally of its own. */
export class LaggingReaders {
  readonly tallies: readonly Tally[];

  constructor(
    private readonly run: FanOutRun,
    count: number,
    dawdle: Dawdle,
  ) {
    this.tallies = Array.from({ length: count }, (_, reader) => {
      const tally = new Tally();
      const handle = (frame: Frame): ObservableInput<unknown> => {
        tally.count(frame);
        return dawdle(reader, frame.seq) ?? EMPTY;
      };
      run.bus.pipe(concatMapBounded(handle, { name: nameOf(reader) })).subscribe();
      return tally;
    });
  }

  /** What they missed, by the sequence numbers they saw. */
  get missed(): number {
    return this.tallies.reduce((sum, { missed }) => sum + missed, 0);
  }

  /** Waits until every reader has noticed what it lost, and the bus has counted just that. */
  async settle(): Promise<void> {
    if (await until(() => this.agree())) return;
    throw new Error(`readers missed ${this.missed} events, but the bus dropped ${this.dropped}`);
  }

  private get dropped(): number {
    return this.run.bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0);
  }

  private agree(): boolean {
    const accounts = new Map(this.run.bus.stats().subscribers.map((each) => [each.name, each]));
    return this.tallies.every(({ delivered, missed }, reader) => {
      const account = accounts.get(nameOf(reader));
      return account?.dropped === missed && account.delivered === delivered;
    });
  }
}

function nameOf(reader: number): string {
  return `reader ${reader}`;
}
