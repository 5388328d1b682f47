import type uPlot from 'uplot';
import type { PageFrame } from '../PageFrame.js';
import { byId, fill, make, say } from './dom.js';
import { megabytes, milliseconds, percent, short, span } from './format.js';

/** One line of a chart. */
interface Line {
  readonly label: string;
  /** The style's variable that holds its colour. */
  readonly color: string;
  readonly of: (frame: PageFrame) => number | null;
  readonly write: (value: number) => string;
  /** Whether it has the axis on the right for itself. */
  readonly right?: boolean;
}

/** How far back charts look, in seconds, and how many points that is at most. */
const REACH = 120;
/** How far at first, before there is more to show. */
const START = 30;
const POINTS = REACH * 10;
const HEIGHT = 150;

const color = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const ago = (seconds: number): string => `${span(Math.round(seconds) * 1_000)} ago`;

/** Lines over the last two minutes, and what they stand at. */
class Chart {
  private readonly data: [number[], ...(number | null)[][]];
  private readonly figures: readonly HTMLElement[];
  private readonly plot: uPlot;

  constructor(
    id: string,
    private readonly lines: readonly Line[],
  ) {
    this.data = [[], ...lines.map(() => [])];
    this.figures = lines.map(({ label, color: name }) => {
      const pair = make('div');
      const { term, value } = { ...fill(pair, 'dt', 'term'), ...fill(pair, 'dd', 'value') };
      const key = make('i');
      key.style.background = `var(${name})`;
      term.append(key, label);
      byId(`${id}-figures`).append(pair);
      return value;
    });
    const host = byId(id);
    // The script before this one defines it.
    const { uPlot: Plot } = globalThis as unknown as { readonly uPlot: typeof uPlot };
    this.plot = new Plot(optionsOf(lines, host.clientWidth), this.data, host);
    new ResizeObserver(() =>
      this.plot.setSize({ width: host.clientWidth, height: HEIGHT }),
    ).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
      this.plot.redraw(false),
    );
  }

  add(frame: PageFrame): void {
    const [times, ...values] = this.data;
    times.push(frame.at / 1_000);
    this.lines.forEach(({ of }, at) => values[at]?.push(of(frame)));
    if (times.length > POINTS) for (const column of this.data) column.shift();
  }

  /** Leaves a gap: nothing is known of this time. */
  interrupt(): void {
    const [times, ...values] = this.data;
    const last = times.at(-1);
    if (last === undefined) return;
    times.push(last + 0.001);
    for (const column of values) column.push(null);
  }

  draw(frame: PageFrame): void {
    this.lines.forEach(({ of, write }, at) => {
      const value = of(frame);
      const figure = this.figures[at];
      if (figure) say(figure, value === null ? '–' : write(value));
    });
    this.plot.setData(this.data);
  }
}

function optionsOf(lines: readonly Line[], width: number): uPlot.Options {
  const common = {
    font: '11px system-ui, sans-serif',
    stroke: () => color('--muted'),
    ticks: { show: false },
  };
  const grid = { stroke: () => color('--line'), width: 1 };
  const axis = (line: Line | undefined, scale: string, side: 1 | 3): uPlot.Axis => ({
    ...common,
    scale,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- an enum of types alone
    side,
    size: 52,
    gap: 4,
    space: 32,
    grid: side === 3 ? grid : { show: false },
    values: (_, ticks) => ticks.map((tick) => line?.write(tick) ?? ''),
  });
  const right = lines.find((line) => line.right);
  const range: uPlot.Range.Function = (_, __, max) => [0, Math.max(max * 1.1, 1)];
  return {
    width,
    height: HEIGHT,
    padding: [8, right ? 0 : 8, 0, 0],
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (_, min, max) => [Math.max(Math.min(min, max - START), max - REACH), max] },
      y: { range },
      right: { range: (_, __, max) => [0, Math.max(max * 1.1, 0.1)] },
    },
    axes: [
      {
        ...common,
        grid: { show: false },
        size: 22,
        gap: 4,
        splits: (_, __, min, max) => [(min + max) / 2],
        values: ({ scales }, [middle = 0]) => [ago((scales['x']?.max ?? 0) - middle)],
      },
      axis(lines[0], 'y', 3),
      ...(right ? [axis(right, 'right', 1)] : []),
    ],
    series: [
      {},
      ...lines.map((line, at): uPlot.Series => ({
        scale: line.right ? 'right' : 'y',
        stroke: () => color(line.color),
        width: 1.5,
        points: { show: false },
        ...(at === 0 && { fill: () => color(`${line.color}-faint`) }),
      })),
    ],
  };
}

const charts = [
  new Chart('traffic', [
    { label: 'events/s', color: '--one', of: ({ bus }) => bus.eventsPerSecond, write: short },
    {
      label: 'deliveries/s',
      color: '--two',
      of: ({ bus }) => bus.deliveriesPerSecond,
      write: short,
    },
  ]),
  new Chart('loop', [
    { label: 'delay', color: '--one', of: ({ load }) => load.loopDelay, write: milliseconds },
    { label: 'CPU', color: '--two', of: ({ load }) => load.cpu, write: percent, right: true },
  ]),
  new Chart('memory', [
    { label: 'resident', color: '--one', of: ({ load }) => load.rss, write: megabytes },
    { label: 'heap', color: '--two', of: ({ load }) => load.heapUsed, write: megabytes },
  ]),
];

/** Takes what a frame says into the charts, without drawing it yet. */
export function addToCharts(frame: PageFrame): void {
  for (const chart of charts) chart.add(frame);
}

export function interruptCharts(): void {
  for (const chart of charts) chart.interrupt();
}

export function drawCharts(frame: PageFrame): void {
  for (const chart of charts) chart.draw(frame);
}
