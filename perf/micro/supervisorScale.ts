import { NEVER } from 'rxjs';
import { Supervisor } from 'ron-kernel/supervision';
import { collect } from '../support/collect.js';
import type { Figures } from '../support/Figures.js';
import { judge, rounded, spread, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Case, Suite } from '../support/Suite.js';

const FEW = 1_000;
const MANY = 10_000;

/** Adds children one after the other and stops each again: the time for all, per child. */
async function startAndStop(count: number): Promise<Figures> {
  const supervisor = new Supervisor({ logger: silentLogger });
  await supervisor.start();
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    await supervisor.startChild({
      name: `c${String(i)}`,
      start: () => NEVER,
      restart: 'temporary',
    });
  }
  for (let i = 0; i < count; i++) await supervisor.stopChild(`c${String(i)}`);
  const took = performance.now() - began;
  if (supervisor.children.length > 0) throw new Error('not every child was stopped');
  await supervisor.stop();
  return { 'start and stop.ms': took };
}

/** What idle children hold on to, after a collection. */
async function idle(count: number): Promise<Figures> {
  collect();
  const before = process.memoryUsage().heapUsed;
  const children = Array.from({ length: count }, (_, i) => ({
    name: `c${String(i)}`,
    start: () => NEVER,
  }));
  const supervisor = new Supervisor({ logger: silentLogger, children });
  await supervisor.start();
  collect();
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
  await supervisor.stop();
  return { 'heap.MB': megabytes };
}

function cases(): readonly Case[] {
  return [
    ...[FEW, MANY].map((count) => ({
      name: String(count),
      // Once to warm up.
      measure: async () => {
        await startAndStop(FEW);
        return startAndStop(count);
      },
    })),
    { name: 'idle', measure: () => idle(MANY) },
  ];
}

function report(results: Results): Report {
  const figure = 'start and stop.ms';
  const ratio = results.ratio(String(MANY), String(FEW), figure);
  const heap = results.of('idle', 'heap.MB');
  return {
    tables: [
      {
        title: 'children added one after the other and stopped one by one',
        columns: ['children', 'ms', 'µs per child'],
        rows: [FEW, MANY].map((count) => {
          const { median } = results.of(String(count), figure);
          return [String(count), rounded(median), rounded((median / count) * 1e3)];
        }),
      },
      {
        title: `heap held by ${String(MANY)} idle children`,
        columns: ['MB'],
        rows: [[spread(heap)]],
      },
    ],
    verdicts: [
      judge('10,000 children started and stopped: times the time of 1,000', 'at most', 15, '×', [
        { at: 'ratio', value: ratio },
      ]),
      judge('heap of 10,000 idle children', 'at most', 60, ' MB', [{ at: 'idle', value: heap }]),
    ],
  };
}

/** Does a supervisor bear thousands of children? */
export const supervisorScale: Suite = {
  name: 'supervisor-scale',
  question: 'What do thousands of children cost, in time as they come and go and in memory?',
  nodeFlags: ['--expose-gc'],
  cases,
  report,
};
