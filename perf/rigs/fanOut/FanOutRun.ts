import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../../support/Figures.js';
import type { Telemetry } from '../support/Telemetry.js';
import { until } from '../support/until.js';
import { checkAccount, checkAll } from './accounts.js';
import { produce, warmUpOf, type FanOutLoad } from './FanOutLoad.js';
import { frames, type Frame } from './Frame.js';
import { Tally } from './Tally.js';

/**
 * Publishes at a rate to functions, and to whomever else subscribes to `bus` before it runs: how long
 * events take to the last function, and whether the schedule can be kept.
 */
export class FanOutRun {
  readonly bus: Bus<Frame>;
  /** One per function. */
  readonly tallies: readonly Tally[];
  private lagged = 0;

  constructor(
    private readonly load: FanOutLoad,
    private readonly telemetry: Telemetry,
  ) {
    this.bus = new Bus({ capacity: load.capacity });
    this.tallies = Array.from({ length: load.subscribers }, () => new Tally());
    const deliver = telemetry.timer('deliver');
    const last = this.tallies.at(-1);
    for (const tally of this.tallies) {
      if (tally !== last) this.bus.subscribe((frame) => tally.count(frame));
    }
    this.bus.subscribe((frame) => {
      last?.count(frame);
      deliver(performance.now() - frame.at);
    });
    this.bus.lag$.subscribe(({ dropped }) => (this.lagged += dropped));
  }

  /** How many events every function has had. */
  get pumped(): number {
    return this.tallies.at(-1)?.delivered ?? 0;
  }

  /** Runs it, and once `settled` says so, checks that every event is accounted for. */
  async figures(settled: () => Promise<void>): Promise<Figures> {
    const { bus, load, telemetry } = this;
    const next = frames(load.payload);
    const slip = telemetry.timer('slip');
    telemetry.rate('events per second', 'published', () => bus.stats().published);
    telemetry.rate('events per second', 'dropped', () => this.lagged);
    const publish = (intended: number): void => {
      const now = performance.now();
      slip(now - intended);
      bus.publish(next(now));
    };
    const warmUp = await produce(load, warmUpOf(load), publish);
    telemetry.begin();
    const began = performance.now();
    const published = await produce(load, load.duration, publish);
    const took = performance.now() - began;
    telemetry.end();
    await until(() => this.pumped >= warmUp + published);
    await settled();

    const { subscribers } = bus.stats();
    const dropped = subscribers.reduce((sum, each) => sum + each.dropped, 0);
    checkAll(warmUp + published, this.tallies);
    checkAccount(warmUp + published, bus.stats());
    if (dropped !== this.lagged) {
      throw new Error(`${String(dropped)} were dropped, but lag$ told of ${String(this.lagged)}`);
    }
    return {
      'published per s': published / (took / 1e3),
      published,
      dropped,
      deliveries: subscribers.reduce((sum, { delivered }) => sum + delivered, 0),
      'lag ratio': dropped / (warmUp + published),
    };
  }
}
