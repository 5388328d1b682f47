import { createKernel } from 'ron-kernel';
import { write } from '../../micro/logLine.js';
import { FORMATS, LEVELS } from '../../micro/logLine/Writing.js';
import { checkExposition, fillRegistry } from '../../support/fillRegistry.js';
import { silentLogger } from '../../support/silentLogger.js';
import { turn } from '../../support/turn.js';
import type { Knob } from './Knob.js';

/** What a line of the log costs. */
export const logging: Knob = {
  question: 'log.format, and log.level: µs a line to /dev/null, by level, and filtered out',
  settings: ({ effort }) =>
    FORMATS.map((format) => ({
      to: format,
      run: async () => {
        const { figures, dropped } = await write({ writer: 'kernel', format, effort }, '/dev/null');
        if (dropped !== 0) throw new Error(`${dropped} lines were dropped`);
        return figures;
      },
    })),
  columns: [...LEVELS, 'filtered out'].map((kind) => ({ title: kind, figure: `${kind}.us` })),
};

/** Families that series are spread over. */
const FAMILIES = 40;

/** How many series there are to scrape. */
export const cardinality: Knob = {
  question: `series of an application’s metrics, in ${FAMILIES} families: a scrape`,
  settings: ({ duration }) =>
    [100, 500, 2_000, 10_000, 50_000].map((series) => ({
      to: String(series),
      run: async (telemetry) => {
        const kernel = await createKernel({
          config: { env: {} },
          logger: silentLogger,
          signals: false,
        });
        await kernel.start();
        const registry = await kernel.metrics.registry();
        const made = fillRegistry(registry, series, FAMILIES);
        const took = telemetry.timer('render');
        const { body } = await kernel.metrics.render();
        checkExposition(body, registry, made);
        for (let n = 0; n < 20; n++) await kernel.metrics.render(); // until it is compiled
        telemetry.begin();
        for (const end = performance.now() + duration; performance.now() < end;) {
          const began = performance.now();
          await kernel.metrics.render();
          took(performance.now() - began);
          await turn();
        }
        telemetry.end();
        await kernel.stop();
        return { 'body.KB': Buffer.byteLength(body) / 1_024 };
      },
    })),
  columns: [
    { title: 'p50 ms', figure: 'render.p50.us', times: 1e-3 },
    { title: 'p95', figure: 'render.p95.us', times: 1e-3 },
    { title: 'KB', figure: 'body.KB' },
    { title: 'heap, MB', figure: 'heap.MB' },
  ],
};
