import type { Observable } from 'rxjs';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { collectAll } from '../support/collect.js';
import { processorTime } from '../support/processorTime.js';
import { turn } from '../support/turn.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Gate } from './support/Gate.js';
import { undisturbed } from './support/undisturbed.js';

const RECEIVERS = 8;

/** Events each millisecond: 100,000 a second. */
const BATCH = 100;

interface Tick {
  readonly type: 'tick';
  readonly count: number;
}

/** Receivers that add up what they get, and whether each had `published`. */
function receivers() {
  const totals = Array.from({ length: RECEIVERS }, () => ({ sum: 0 }));
  return {
    handles: totals.map((total) => (tick: Tick) => void (total.sum += tick.count)),
    check: (published: number): void => {
      if (totals.some(({ sum }) => sum !== published)) throw new Error('a delivery is missing');
    },
  };
}

/**
 * Publishes a batch each millisecond and sees what processor time an event takes. A tick that comes late
 * makes up for nothing: with more in a batch each event would cost less.
 */
async function slice(publish: (tick: Tick) => void, ticks: number): Promise<Figures> {
  const spent = processorTime();
  await new Promise<void>((resolve) => {
    let left = ticks;
    const timer = setInterval(() => {
      for (let n = 0; n < BATCH; n++) publish({ type: 'tick', count: 1 });
      if (--left > 0) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  await turn();
  return { 'cpu.ns': (spent() * 1e6) / (ticks * BATCH) };
}

/** Publishes for a while to `subscribe`d receivers; they must have had everything. */
async function load(
  publish: (tick: Tick) => void,
  subscribe: (handle: (tick: Tick) => void) => void,
  effort: Effort,
): Promise<Figures> {
  const { handles, check } = receivers();
  for (const handle of handles) subscribe(handle);
  let published = 0;
  const [slices, ticks] = effort === 'full' ? [9, 150] : [2, 20];
  const figures = await undisturbed(slices, () =>
    slice((tick) => {
      published += 1;
      publish(tick);
    }, ticks),
  );
  check(published);
  await collectAll();
  const { rss, heapUsed } = process.memoryUsage();
  return { ...figures, 'rss.MB': rss / 2 ** 20, 'heap.MB': heapUsed / 2 ** 20 };
}

/** Processor time and memory at 100,000 events a second to 8. */
export const resources: Gate = {
  name: 'resources',
  // The young generation grows by chance, and is larger than all that we hold.
  nodeFlags: ['--expose-gc', '--min-semi-space-size=2', '--max-semi-space-size=2'],
  ours: async (effort) => {
    // Bare Node is to stay bare, so nothing is loaded before its turn.
    const [{ createKernel }, { NEVER }] = await Promise.all([import('ron-kernel'), import('rxjs')]);
    const ticks$: Observable<Tick> = NEVER;
    const kernel = await createKernel({
      services: [{ name: 'source', start: () => ticks$ }],
      logger: silentLogger,
      signals: false,
    });
    await kernel.start();
    const { bus } = kernel;
    const figures = await load(
      (tick) => bus.publish(tick),
      (handle) =>
        bus.subscribe((event) => {
          if (event.type === 'tick') handle(event);
        }),
      effort,
    );
    await kernel.stop();
    return figures;
  },
  reference: async (effort) => {
    const handles: ((tick: Tick) => void)[] = [];
    return await load(
      (tick) => {
        for (const handle of handles) handle(tick);
      },
      (handle) => handles.push(handle),
      effort,
    );
  },
  figures: [
    {
      figure: 'cpu.ns',
      title: 'processor time of an event to 8',
      beside: 'ratio',
      unit: '× a bare loop',
      tolerance: { times: 1.15 },
    },
    {
      figure: 'rss.MB',
      title: 'resident memory',
      beside: 'difference',
      unit: 'MB over bare Node',
      tolerance: { times: 1.15 },
    },
    {
      figure: 'heap.MB',
      title: 'heap',
      beside: 'difference',
      unit: 'MB over bare Node',
      tolerance: { times: 1.15 },
    },
  ],
};
