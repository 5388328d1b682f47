import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawn } from '../../support/toMarkdown.js';
import type { Table } from '../../support/Report.js';
import type { Outcome } from '../support/Outcome.js';
import { fanOutTables, tally } from './fanOutTables.js';
import { restartTable, stalledTable, tokioTable } from './otherTables.js';

/** Packages that are compared, in the order of their mention. */
const PACKAGES = [
  'rxjs',
  'eventemitter3',
  'mitt',
  'nanoevents',
  'emittery',
  'effect',
  '@nestjs/cqrs',
  'cockatiel',
  'p-retry',
];

/** What was measured, as a page to read. */
export async function pageOf(outcome: Outcome): Promise<string> {
  const { machine, rounds, fanOut, stalled, restarts, tokio, otp } = outcome;
  const { date, node, os, cpu, cores, memoryGB, load } = machine;
  const versions = await Promise.all(
    PACKAGES.map(async (name) => `${name} ${await version(name)}`),
  );
  return [
    '# Beside others',
    `\`npm run perf:peers\` wrote this page and its plots on ${String(date).slice(0, 10)}: ${String(cpu)}, ` +
      `${String(cores)} cores, ${String(memoryGB)} GiB, ${String(os)}, Node.js ${String(node)}, load ${String(load)} ` +
      `as it began. ${versions.join(', ')}.`,
    METHOD(rounds),
    '## Synchronous consumers',
    '![Processor time per delivery to synchronous consumers](plots/synchronous.svg)',
    ...tables([tally(fanOut, 'synchronous'), ...fanOutTables(fanOut, 'synchronous')]),
    '## Asynchronous consumers',
    ASYNCHRONOUS,
    '![Processor time per delivery to asynchronous consumers](plots/asynchronous.svg)',
    ...tables([tally(fanOut, 'asynchronous'), ...fanOutTables(fanOut, 'asynchronous')]),
    '## A subscriber that stops reading',
    STALLED,
    '![Heap held for a subscriber that has stopped reading](plots/held.svg)',
    ...tables([stalledTable(stalled)]),
    '## Restarts',
    RESTARTS,
    ...tables([restartTable(restarts, otp)]),
    ...('skipped' in otp ? [`OTP’s supervisor was skipped: ${otp.skipped}.`] : []),
    '## tokio',
    TOKIO,
    ...('skipped' in tokio
      ? [`Skipped: ${tokio.skipped}.`]
      : tables([tokioTable(fanOut, tokio.lines)])),
  ]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

const tables = (all: readonly Table[]): readonly string[] => all.map(drawn);

async function version(name: string): Promise<string> {
  const text = await readFile(join('node_modules', name, 'package.json'), 'utf8');
  const { version: found } = JSON.parse(text) as { readonly version: string };
  return found;
}

const METHOD = (rounds: number): string => `
- Each way is measured in fresh processes of its own, ${rounds} times over, in turns with the others. Figures
  are medians; a ratio is the median of the rounds' ratios, with its 95 % bootstrap interval. **Bold** is
  where all of the interval says that the Bus is slower.
- Times are processor time of the whole process, the collector's included, divided by the deliveries:
  publishes × subscribers. All deliveries are counted, and one that is missing fails the command.
- Handlers come from sixteen places in the source and add a field of the event to a counter; events are
  fresh objects. The [micro-benchmarks](../README.md) show what handlers of one literal change.
- The bare loop, EventEmitter, eventemitter3, mitt, nanoevents, diagnostics_channel, the plain Subject and NestJS's
  event bus, which is one, deliver on the publisher's stack: a handler that throws stops the publisher (or, with RxJS
  and diagnostics_channel, is reported later), and events published by handlers arrive in another order for each.
  They hold nothing, and so drop nothing. The Bus, observeOn(asap), emittery and Effect deliver later.
- A dash is a load that observeOn(asap) takes minutes for: RxJS looks up each action in its queue as it is done.`;

const ASYNCHRONOUS = `
Each consumer awaits one microtask per event. The Bus (\`concatMapBounded\`), the Subjects and NestJS (\`concatMap\`), EventEmitter
(\`for await\` over \`on\`) and Effect (a fiber) hand it one event after the other; of these the Bus and Effect hold a bounded
number. The bare loop, eventemitter3, mitt, nanoevents, emittery and diagnostics_channel call an asynchronous
function and don't wait: a consumer has any number of events in hand at once. That is cheap, and another promise.`;

const STALLED = `
Eight others count on. _Lost without account_ is what neither arrived nor was reported as dropped by anyone: the Bus counts what it
drops, Effect's sliding PubSub doesn't. Its dropping PubSub tells the publisher, and refuses an event for all when
one has no room, so that the others have as little as the one that stopped. All the rest keep every event,
for as long as the process has memory.`;

const RESTARTS = `
The time from a crash until the service is started again, when no delay is asked for. RxJS's \`retry()\` and p-retry restart
on the stack or in a microtask: a service that fails at once never lets the event loop turn. \`retry({ delay: 0 })\`
and cockatiel wait for a timer, of a millisecond at least. Ours crosses one \`setImmediate\`, counts the restart against a limit, and draws a delay.`;

const TOKIO = `
\`tokio/\` is a small program of ours: one thread, a task per receiver, events in an \`Arc\`, a capacity of 4,096, nothing lost.`;
