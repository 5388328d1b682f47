import { hasProc } from '../support/procStatus.js';
import { judge, rounded, timeless, type Report, type Sample } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { demo } from './httpProbes/demo.js';
import { flips, PAUSE } from './httpProbes/flips.js';
import { footprint } from './httpProbes/footprint.js';
import { probe, WARM_UP } from './httpProbes/probe.js';
import { count, duration, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';

const options = {
  for: duration({ help: 'how long each is asked', default: 20_000, quick: 500 }),
  probes: count({ help: '/readyz a second', default: 200, least: 1 }),
  scrapes: count({ help: '/metrics a second', default: 20, least: 1 }),
  series: count({ help: "of an application's metrics", default: 2_000 }),
  rate: count({ help: 'events a second that saturate the node', default: 250_000, quick: 20_000 }),
  flips: count({ help: 'how often readiness changes each way', default: 200, quick: 3, least: 1 }),
};

type Asked = Values<typeof options>;

const PATHS = ['/readyz', '/metrics'] as const;
const STATES = ['idle', 'saturated'] as const;
/**
 * Who is asked for what. Bare servers stand beside the node: what no probe can be answered before, and
 * what scrapes take without it.
 */
const ASKED = [
  { name: '/readyz', node: 'kernel', path: '/readyz' },
  { name: 'bare server', node: 'bare server', path: '/readyz' },
  { name: '/metrics', node: 'kernel', path: '/metrics' },
  { name: 'prom-client alone', node: 'bare server', path: '/metrics' },
] as const;
const FLIPS = ['first 503', 'first 200'] as const;
const DEMO = 'the demo';
const KERNEL = 'a kernel beside its imports';
const RANKS = ['p50', 'p95', 'p99', 'max'];

const flipping = (state: string): string => `readiness flips, ${state}`;

function loads(asked: Asked, effort: 'full' | 'quick'): readonly Load[] {
  const { probes, scrapes, series } = asked;
  const rates = { idle: 0, saturated: asked.rate };
  const quick = effort === 'quick';
  const probed = ASKED.flatMap(({ name, node, path }) =>
    STATES.map((state): Load => {
      const perSecond = path === '/readyz' ? probes : scrapes;
      const load = { series, rate: rates[state], duration: asked.for };
      return {
        name: `${name}, ${state}`,
        duration: asked.for + WARM_UP,
        run: (telemetry) => probe({ node, path, asked: perSecond, ...load }, telemetry),
      };
    }),
  );
  const flipped = STATES.map((state): Load => ({
    name: flipping(state),
    duration: asked.flips * 2.2 * PAUSE + 1_000,
    run: (telemetry) => flips({ flips: asked.flips, rate: rates[state] }, telemetry),
  }));
  const pairs = quick ? 1 : 5;
  const observed: readonly Load[] = [
    { name: DEMO, duration: asked.for, run: (telemetry) => demo(asked.for, telemetry) },
    { name: KERNEL, duration: pairs * 3_500, run: () => footprint(pairs) },
  ];
  return [...probed, ...flipped, ...(hasProc ? observed : [])];
}

function report(results: Results): Report {
  const rows = (names: readonly string[], timer: (name: string) => string) =>
    names.map((name) => [
      name,
      ...RANKS.map((rank) => rounded(results.of(name, `${timer(name)}.${rank}.us`).median / 1e3)),
    ]);
  const milliseconds = (name: string, timer: string, rank: string): Sample => {
    const { median, min, max } = results.of(name, `${timer}.${rank}.us`);
    return { at: name, value: { median: median / 1e3, min: min / 1e3, max: max / 1e3 } };
  };
  const probed = (path: string, rank: string) =>
    STATES.map((state) => milliseconds(`${path}, ${state}`, path, rank));
  const named = (name: string): readonly string[] => STATES.map((state) => `${name}, ${state}`);
  const descriptors = PATHS.flatMap(named).map((at) => ({
    at,
    value: results.of(at, 'descriptors'),
  }));
  const of = (at: string, figure: string): readonly Sample[] => [
    { at, value: results.of(at, figure) },
  ];
  const memory = [
    ['demo, page open, one worker', DEMO, 'demo.rss.MB'],
    ['the same, at its most', DEMO, 'demo.rss.max.MB'],
    ['Node with a kernel’s imports', KERNEL, 'imports.rss.MB'],
    ['a kernel with a server', KERNEL, 'kernel.rss.MB'],
    ['what the kernel takes', KERNEL, 'kernel over imports.MB'],
  ] as const;
  return {
    tables: [
      {
        title: 'ms until another process has its answer',
        columns: ['', ...RANKS],
        rows: ASKED.flatMap(({ name, path }) => rows(named(name), () => path)),
      },
      ...FLIPS.map((flip) => ({
        title: `ms from the change until another process has its ${flip}`,
        columns: ['', ...RANKS],
        rows: rows(STATES.map(flipping), () => flip),
      })),
      ...(hasProc
        ? [
            {
              title: 'MB of RSS, by /proc',
              columns: ['', 'MB'],
              rows: memory.map(([what, name, figure]) => [
                what,
                rounded(results.of(name, figure).median),
              ]),
            },
          ]
        : []),
    ],
    verdicts: [
      judge('/readyz, p95', 'at most', 2, ' ms', probed('/readyz', 'p95'), 3),
      judge('/readyz, p99', 'at most', 2, ' ms', probed('/readyz', 'p99'), 10),
      judge('/metrics, p95', 'at most', 5, ' ms', probed('/metrics', 'p95'), 10),
      judge(
        'readiness change to the first 503, p95',
        'at most',
        1,
        ' ms',
        STATES.map((state) => milliseconds(flipping(state), 'first 503', 'p95')),
        15,
      ),
      timeless(judge('file descriptors, kernel', 'at most', 63, '', descriptors, 255)),
      ...(hasProc
        ? [
            timeless(
              judge('file descriptors, demo', 'at most', 63, '', of(DEMO, 'demo.descriptors'), 255),
            ),
            judge('RSS, demo', 'at most', 100, ' MB', of(DEMO, 'demo.rss.max.MB'), 100),
            judge('RSS, kernel', 'at most', 20, ' MB', of(KERNEL, 'kernel over imports.MB')),
          ]
        : []),
    ],
  };
}

/** Is the node there for those who ask how it is? */
export const httpProbes: Rig<typeof options> = {
  name: 'http-probes',
  question:
    'How soon are probes and scrapes answered, idle and saturated, and what does the node hold?',
  options,
  loads,
  report,
};
