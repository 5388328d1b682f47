import { map, NEVER } from 'rxjs';
import { Bus, concatMapBounded } from 'ron-kernel/bus';
import type { Figures } from '../support/Figures.js';
import { FanOut } from './support/FanOut.js';
import { busFan } from './support/fans.js';
import { varied, type Tick } from './support/handlers.js';
import { judge, spread, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { secondsPerCycle } from './support/secondsPerCycle.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';

const SUBSCRIBERS = [1, 8];
const CAPACITY = 256;

/** Who is stalled: nobody, a reader of the bus's own ring, or one behind another operator. */
type Stalled = 'nobody' | 'fused' | 'behind map';

function stall(bus: Bus<Tick>, stalled: Stalled): void {
  const options = { name: 'stalled', capacity: CAPACITY, bus };
  const forever = concatMapBounded<Tick, typeof NEVER>(() => NEVER, options);
  if (stalled === 'fused') bus.pipe(forever).subscribe();
  if (stalled === 'behind map') {
    bus
      .pipe(
        map((tick) => tick),
        forever,
      )
      .subscribe();
  }
}

/** Throws unless the stalled reader took one event, holds what it may, and counted the rest as dropped. */
function checkAccount(bus: Bus<Tick>): void {
  const { published, subscribers } = bus.stats();
  for (const { name, delivered, pending, dropped } of subscribers) {
    if (name !== 'stalled') continue;
    if (delivered !== 1 || pending !== CAPACITY || dropped !== published - CAPACITY - 1) {
      throw new Error(
        `of ${String(published)} the stalled reader had ${String(delivered)}, holds ${String(pending)}, lost ${String(dropped)}`,
      );
    }
  }
}

async function measure(subscribers: number, stalled: Stalled, effort: Effort): Promise<Figures> {
  const bus = new Bus<Tick>();
  const load = { form: 'functions', subscribers, burst: 64, events: 'fresh' } as const;
  const fanOut = new FanOut({ ...busFan(bus), dropped: () => 0 }, load, varied);
  stall(bus, stalled);
  await fanOut.warmUp(effort);
  const seconds = await secondsPerCycle(fanOut.cycle, effort);
  fanOut.check();
  checkAccount(bus);
  return { 'ns per event': (seconds * 1e9 * subscribers) / fanOut.deliveries };
}

const nameOf = (subscribers: number, stalled: Stalled): string =>
  `${String(subscribers)} functions, ${stalled} stalled`;

function cases(): readonly Case[] {
  return SUBSCRIBERS.flatMap((subscribers) =>
    (['nobody', 'fused', 'behind map'] as const).map((stalled) => ({
      name: nameOf(subscribers, stalled),
      measure: (effort) => measure(subscribers, stalled, effort),
    })),
  );
}

function report(results: Results): Report {
  const extra = (subscribers: number, stalled: Stalled) =>
    results.difference(nameOf(subscribers, stalled), nameOf(subscribers, 'nobody'), 'ns per event');
  return {
    tables: [
      {
        title: 'ns per event, bursts of 64',
        columns: ['functions beside it', 'nobody stalled', 'fused, more', 'behind map, more'],
        rows: SUBSCRIBERS.map((subscribers) => [
          String(subscribers),
          spread(results.of(nameOf(subscribers, 'nobody'), 'ns per event')),
          spread(extra(subscribers, 'fused')),
          spread(extra(subscribers, 'behind map')),
        ]),
      },
    ],
    verdicts: [
      judge(
        'a stalled reader of the bus, per event',
        'at most',
        5,
        ' ns',
        SUBSCRIBERS.map((subscribers) => ({
          at: `${String(subscribers)} functions beside it`,
          value: extra(subscribers, 'fused'),
        })),
      ),
    ],
  };
}

/** What does a reader that has stopped reading cost everyone else? */
export const broadcastStalledReader: Suite = {
  name: 'broadcast-stalled-reader',
  question: 'What does one stalled asynchronous reader cost per event?',
  cases,
  report,
};
