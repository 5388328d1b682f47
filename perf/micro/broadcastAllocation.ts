import { concatMap, Subject, type Observable } from 'rxjs';
import { Bus, concatMapBounded } from 'ron-kernel/bus';
import type { Figures } from '../support/Figures.js';
import { allocatedBy, allocationFlags } from '../support/allocatedBy.js';
import { FanOut } from './support/FanOut.js';
import type { Fan, Form } from './support/Fan.js';
import { fans } from './support/fans.js';
import { alike, type Tick } from './support/handlers.js';
import { leastFan } from './support/leastFan.js';
import { rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';
import { turn } from '../support/turn.js';

const FORMS = ['functions', 'observers'] as const;
const BURSTS = [64, 1_024];
const SUBSCRIBERS = 8;

/** What an object costs at the least: less than this per event is no allocation per event. */
const TOLERANCE = 0.25;

/** How many bytes a cycle of `fan` takes when its events are there already. */
async function ofFan(fan: Fan, form: Form, burst: number, effort: Effort) {
  const fanOut = new FanOut(
    fan,
    { form, subscribers: SUBSCRIBERS, burst, events: 'pooled' },
    alike,
  );
  for (let n = effort === 'full' ? 1_000 : 200; n > 0; n--) await fanOut.cycle();
  const bytes = await allocatedBy(fanOut.cycle);
  fanOut.check();
  return { bytes, events: fanOut.deliveries / SUBSCRIBERS };
}

async function measureFan(form: Form, burst: number, effort: Effort): Promise<Figures> {
  const bus = await ofFan(fans.bus(), form, burst, effort);
  const loop = await ofFan(fans.loop(), form, burst, effort);
  const least = await ofFan(leastFan(), form, burst, effort);
  const unexplained = (bus.bytes - least.bytes) / bus.events;
  if (unexplained > TOLERANCE) {
    throw new Error(
      `publish allocates ${rounded(unexplained)} bytes an event beside a microtask a burst and a look at the clock`,
    );
  }
  const perEvent = (bus.bytes - loop.bytes) / bus.events;
  return {
    'bytes per event': perEvent,
    'bytes per burst': perEvent * burst,
    'bytes per event, unexplained': unexplained,
  };
}

const ITEMS = 64;
const finished = Promise.resolve();

/** How many bytes `subject` and its reader take per item, with a `project` that allocates nothing. */
async function ofReader(
  subject: Subject<Tick>,
  read: (source: Subject<Tick>, project: () => Promise<void>) => Observable<void>,
  effort: Effort,
): Promise<number> {
  const ticks = Array.from({ length: ITEMS }, (): Tick => ({ type: 'tick', count: 1 }));
  let [published, projected] = [0, 0];
  read(subject, () => {
    projected += 1;
    return finished;
  }).subscribe();
  const cycle = async (): Promise<void> => {
    for (const tick of ticks) subject.next(tick);
    published += ITEMS;
    await turn(); // after every microtask there is
  };
  for (let n = effort === 'full' ? 4_000 : 500; n > 0; n--) await cycle();
  const bytes = await allocatedBy(cycle);
  if (projected !== published) {
    throw new Error(`published ${String(published)}, but the reader had ${String(projected)}`);
  }
  return (bytes - (await allocatedBy(turn))) / ITEMS;
}

const readers: Readonly<Record<string, (effort: Effort) => Promise<number>>> = {
  'concatMapBounded on a Bus': (effort) =>
    ofReader(new Bus(), (bus, project) => bus.pipe(concatMapBounded(project)), effort),
  'concatMap on a Subject': (effort) =>
    ofReader(new Subject(), (subject, project) => subject.pipe(concatMap(project)), effort),
};

const fanned = FORMS.flatMap((form) =>
  BURSTS.map((burst) => ({ form, burst, name: `${form}, bursts of ${String(burst)}` })),
);

function cases(): readonly Case[] {
  return [
    ...fanned.map(({ form, burst, name }) => ({
      name,
      measure: (effort: Effort) => measureFan(form, burst, effort),
    })),
    ...Object.entries(readers).map(([name, measure]) => ({
      name,
      measure: async (effort: Effort) => ({ 'bytes per item': await measure(effort) }),
    })),
  ];
}

function report(results: Results): Report {
  const bytes = (name: string, figure: string): string => rounded(results.of(name, figure).median);
  const unexplained = 'bytes per event, unexplained';
  return {
    tables: [
      {
        title: `bytes allocated by the bus, ${String(SUBSCRIBERS)} subscribers`,
        columns: ['', 'per burst', 'per event', 'per event, beside microtask and clock'],
        rows: fanned.map(({ name }) => [
          name,
          ...['bytes per burst', 'bytes per event', unexplained].map((figure) =>
            bytes(name, figure),
          ),
        ]),
      },
      {
        title: 'bytes allocated per item by an asynchronous reader and its stream',
        columns: ['', 'per item'],
        rows: Object.keys(readers).map((name) => [name, bytes(name, 'bytes per item')]),
      },
    ],
    verdicts: fanned.map(({ name }) => ({
      target: `${name}: allocates a microtask a burst and a look at the clock`,
      limit: `≤ ${String(TOLERANCE)} B more an event`,
      measured: `${bytes(name, unexplained)} B`,
      pass: results.of(name, unexplained).max <= TOLERANCE,
    })),
  };
}

/** Does publishing leave anything for the collector? */
export const broadcastAllocation: Suite = {
  name: 'broadcast-allocation',
  question: 'What does publishing leave for the garbage collector, per event and per burst?',
  nodeFlags: allocationFlags,
  cases,
  report,
};
