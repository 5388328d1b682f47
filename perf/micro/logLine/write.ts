import { nanosecondHistogram, percentiles, record } from '../../support/percentiles.js';
import type { Figures } from '../../support/Figures.js';
import { turn } from '../../support/turn.js';
import { secondsPerCycle } from '../support/secondsPerCycle.js';
import { openLog } from './openLog.js';
import { EVENT, FIELDS, LEVELS, type Writing } from './Writing.js';

/** Lines between two turns of the event loop. */
const STRETCH = 64;
/** Lines of a cycle that nobody writes. */
const UNWRITTEN = 1_024;

/** What the process that writes sends to its parent. */
export interface Written {
  readonly figures: Figures;
  /** How many lines there must be. */
  readonly lines: number;
  /** How many the log says it has lost. */
  readonly dropped: number;
}

// The process that writes: its stdout leads to where the lines go, so it says what it measured by message.
process.once('message', (writing: Writing) => {
  void measure(writing).then((written) => process.send?.(written, () => process.disconnect()));
});

async function measure(writing: Writing): Promise<Written> {
  const { log, hush, within, dropped, close } = await openLog(writing);
  const { effort } = writing;
  let lines = 0;
  const figures: Figures[] = [];
  for (const level of LEVELS) {
    const took = nanosecondHistogram();
    const stretch = (): Promise<void> => {
      within(() => {
        for (let n = 0; n < STRETCH; n++) {
          const began = performance.now();
          log[level](EVENT, FIELDS);
          record(took, performance.now() - began);
        }
      });
      lines += STRETCH;
      return turn();
    };
    for (let n = effort === 'full' ? 100 : 1; n > 0; n--) await stretch(); // until it is compiled
    took.reset();
    for (let n = effort === 'full' ? 300 : 1; n > 0; n--) await stretch();
    const calls = percentiles(level, took);
    const seconds = await secondsPerCycle(stretch, effort);
    figures.push(calls, { [`${level}.us`]: (seconds * 1e6) / STRETCH });
  }
  await hush();
  const unwritten = await secondsPerCycle(async () => {
    within(() => {
      for (let n = 0; n < UNWRITTEN; n++) log.info(EVENT, FIELDS);
    });
    await turn();
  }, effort);
  const lost = await dropped();
  await close();
  return {
    figures: Object.assign(
      { 'filtered out.us': (unwritten * 1e6) / UNWRITTEN },
      ...figures,
    ) as Figures,
    lines,
    dropped: lost,
  };
}
