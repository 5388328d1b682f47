import type { BusStats, SubscriberStats } from '../../bus/index.js';
import type { Bus } from '../../bus/index.js';
import type { BusEvent } from '../../Kernel.js';
import type { Dice } from './Dice.js';
import { EventOrder } from './EventOrder.js';
import { openProbe } from './openProbe.js';
import { Probe, PROBE_KINDS, type Habit } from './Probe.js';
import type { Problems } from './Problems.js';

const ACCOUNTS = 'every account adds up';
/** How many may be subscribed at a time. */
const MOST = 10;
/** How many events probes may publish from one move on. */
const ANSWERS = 60;
const DOES = ['nothing', 'nothing', 'throw', 'publish', 'leave'] as const;

function sumOf({ delivered, dropped, abandoned, pending }: SubscriberStats): number {
  return delivered + dropped + abandoned + pending;
}

function rowsByName({ subscribers }: BusStats): Map<string, SubscriberStats | undefined> {
  const rows = new Map<string, SubscriberStats | undefined>();
  // Names may repeat; of those that do, nothing can be told apart.
  for (const row of subscribers) rows.set(row.name, rows.has(row.name) ? undefined : row);
  return rows;
}

/** The simulation's own subscribers of a bus, and the accounts that the bus keeps of everyone. */
export class Probes {
  readonly order = new EventOrder();
  private probes: Probe[] = [];
  private answers = 0;
  private named = 0;
  private published = 0;
  private rows = new Map<string, SubscriberStats | undefined>();

  constructor(
    private readonly bus: Bus<BusEvent>,
    private readonly problems: Problems,
  ) {}

  /** Those that are subscribed. */
  get here(): readonly Probe[] {
    return this.probes.filter(({ gone }) => !gone);
  }

  /** Publishes as many events as it says. */
  publish(count: number): void {
    for (let n = 0; n < count; n++) this.bus.publish({ type: 'simulation.event' });
  }

  /** One more subscriber, of whatever kind. */
  add(dice: Dice): Probe | undefined {
    if (this.here.length >= MOST) return undefined;
    const kind = dice.pick(PROBE_KINDS);
    this.named += 1;
    const { order, problems, bus, named } = this;
    const before = bus.stats();
    const probe = new Probe(`${kind}-${named}`, kind, before.published, order, problems);
    const habit: Habit = { every: dice.integer(1, 30), does: dice.pick(DOES) };
    const publish = (): void => {
      const count = Math.min(this.answers, dice.integer(1, 20));
      this.answers -= count;
      this.publish(count);
    };
    openProbe(probe, { bus, dice, habit, publish });
    // Behind a pipe, the bus doesn't know what it is called.
    if (kind === 'pipe') probe.name = this.newcomer(before) ?? probe.name;
    this.probes.push(probe);
    return probe;
  }

  /** Lets handlers publish again. */
  refill(): void {
    this.answers = ANSWERS;
  }

  /** Looks at every account; when the bus is `atRest`, also at what is still pending. */
  check(atRest: boolean): void {
    const stats = this.bus.stats();
    const rows = rowsByName(stats);
    for (const probe of this.probes) this.checkProbe(probe, rows.get(probe.name), stats, atRest);
    for (const [name, row] of rows) {
      if (row) this.checkRow(row, this.rows.get(name), stats.published - this.published, atRest);
    }
    this.rows = rows;
    this.published = stats.published;
    this.probes = this.probes.filter(({ gone }) => !gone);
  }

  private checkProbe(
    probe: Probe,
    row: SubscriberStats | undefined,
    { published }: BusStats,
    atRest: boolean,
  ): void {
    const { problems } = this;
    const { name, from, gone, seen } = probe;
    if (row === undefined) {
      problems.expect(ACCOUNTS, gone || !atRest, () => `${name} is subscribed and has no account`);
      return;
    }
    const owed = published - from;
    problems.expect(ACCOUNTS, sumOf(row) === owed, () => {
      return `${name} was owed ${owed} events, ${JSON.stringify(row)}`;
    });
    problems.expect(ACCOUNTS, !atRest || gone || row.delivered === seen, () => {
      return `${name} had ${seen} events, ${JSON.stringify(row)}`;
    });
    problems.expect(ACCOUNTS, !atRest || !probe.synchronous || row.pending === 0, () => {
      return `${name} waits for events though the bus is at rest, ${JSON.stringify(row)}`;
    });
  }

  private checkRow(
    row: SubscriberStats,
    before: SubscriberStats | undefined,
    published: number,
    atRest: boolean,
  ): void {
    const { name, capacity, delivered, dropped, abandoned, pending } = row;
    const { problems } = this;
    problems.expect(ACCOUNTS, Math.min(delivered, dropped, abandoned, pending) >= 0, () => {
      return `${name} is below zero, ${JSON.stringify(row)}`;
    });
    problems.expect(ACCOUNTS, !atRest || pending <= capacity, () => {
      return `${name} holds more than its capacity, ${JSON.stringify(row)}`;
    });
    // A nameless subscriber is on the bus itself: what is published, it is owed.
    if (before === undefined || !name.startsWith('subscriber-')) return;
    const owed = sumOf(row) - sumOf(before);
    problems.expect(ACCOUNTS, owed === published, () => {
      return `${name} is owed ${owed} of ${published} new events, ${JSON.stringify(row)}`;
    });
  }

  private newcomer({ subscribers }: BusStats): string | undefined {
    const known = new Set(subscribers.map(({ name }) => name));
    return this.bus.stats().subscribers.find(({ name }) => !known.has(name))?.name;
  }
}
