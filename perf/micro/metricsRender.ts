import { EMPTY, NEVER } from 'rxjs';
import { concatMapBounded, createKernel } from 'ron-kernel';
import type { Registry } from 'prom-client';
import type { Figures } from '../support/Figures.js';
import { checkExposition, fillRegistry } from '../support/fillRegistry.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';
import { turn } from '../support/turn.js';

const SERIES = 2_000;
const FEW = 40;
const MANY = 800;
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0';
const RANKS = ['p50', 'p95', 'p99', 'max'];

/** How the text is come by. */
type Way = (node: Awaited<ReturnType<typeof nodeWith>>) => Promise<string>;

interface Setting {
  readonly series: number;
  readonly families: number;
  readonly render: Way;
}

const text: Way = async ({ kernel }) => (await kernel.metrics.render()).body;
const openMetrics: Way = async ({ kernel }) => (await kernel.metrics.render(OPEN_METRICS)).body;
const bare: Way = ({ registry }) => registry.metrics();

const few = { series: SERIES, families: FEW };
const many = { series: SERIES, families: MANY };
const MANIFOLD = `, ${String(MANY)} families`;
const settings: Readonly<Record<string, Setting>> = {
  'the kernel’s own': { series: 0, families: 0, render: text },
  text: { ...few, render: text },
  OpenMetrics: { ...few, render: openMetrics },
  'prom-client alone': { ...few, render: bare },
  [`text${MANIFOLD}`]: { ...many, render: text },
  [`prom-client alone${MANIFOLD}`]: { ...many, render: bare },
};

/** A kernel with a few services and readers, and the series of an application. */
async function nodeWith(series: number, families: number) {
  const names = Array.from({ length: 8 }, (_, i) => `service-${String(i)}`);
  const kernel = await createKernel({
    logger: silentLogger,
    signals: false,
    services: names.map((name) => ({ name, start: () => NEVER })),
  });
  for (const name of names) {
    kernel.bus.pipe(concatMapBounded(() => EMPTY, { name: `reader of ${name}` })).subscribe();
  }
  const registry: Registry = await kernel.metrics.registry();
  await kernel.start();
  return { kernel, registry, series: fillRegistry(registry, series, families) };
}

async function measure({ series, families, render }: Setting, effort: Effort): Promise<Figures> {
  const node = await nodeWith(series, families);
  const took = nanosecondHistogram();
  const rounds = effort === 'full' ? 1_000 : 3;
  for (let n = -rounds / 5; n < rounds; n++) {
    const began = performance.now();
    await render(node);
    if (n >= 0) record(took, performance.now() - began); // before that, it is compiled
    await turn();
  }
  const body = await render(node);
  checkExposition(body, node.registry, node.series);
  await node.kernel.stop();
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { ...percentiles('render', took), series: lines.length, 'text.KB': body.length / 1e3 };
}

function cases(): readonly Case[] {
  return Object.entries(settings).map(([name, setting]) => ({
    name,
    measure: (effort) => measure(setting, effort),
  }));
}

function report(results: Results): Report {
  const cell = (name: string, figure: string): string => rounded(results.of(name, figure).median);
  const milliseconds = (name: string, rank: string) => {
    const { median, min, max } = results.of(name, `render.${rank}.us`);
    return { median: median / 1e3, min: min / 1e3, max: max / 1e3 };
  };
  const perFamily = (name: string): string =>
    rounded(results.difference(name + MANIFOLD, name, 'render.p50.us').median / (MANY - FEW));
  return {
    tables: [
      {
        title: `ms to render a registry; ${String(FEW)} families of an application unless there are more`,
        columns: ['', 'series', 'KB', ...RANKS],
        rows: Object.keys(settings).map((name) => [
          name,
          cell(name, 'series'),
          cell(name, 'text.KB'),
          ...RANKS.map((rank) => rounded(milliseconds(name, rank).median)),
        ]),
      },
      {
        title: 'µs that a family costs beside its series',
        columns: ['kernel', 'prom-client alone'],
        rows: [[perFamily('text'), perFamily('prom-client alone')]],
      },
    ],
    verdicts: [
      judge(
        `render of ${String(SERIES)} series, p95`,
        'at most',
        5,
        ' ms',
        ['text', 'OpenMetrics'].map((at) => ({ at, value: milliseconds(at, 'p95') })),
        10,
      ),
    ],
  };
}

/** How long does a scrape hold the event loop? */
export const metricsRender: Suite = {
  name: 'metrics-render',
  question: 'How long does it take to render the metrics, by series and by family?',
  cases,
  report,
};
