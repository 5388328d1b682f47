import { Bus, concatMapBounded } from 'ron-kernel/bus';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Figures } from '../support/Figures.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';

const DELAY = 10;
const resolved = Promise.resolve();

type Ball = 'ping' | 'pong';

/** How a service on `bus` comes to `hit` when a ball arrives. */
type Play = (bus: Bus<Ball>, hit: () => void) => void;

const games: Readonly<Record<string, Play>> = {
  'answering at once': (bus, hit) => {
    bus.subscribe(hit);
  },
  'answering in microtasks': (bus, hit) => {
    bus.subscribe(() => void resolved.then(hit));
  },
  'answering through concatMapBounded': (bus, hit) => {
    bus.pipe(concatMapBounded(() => resolved.then(hit))).subscribe();
  },
};

const IDLE = 'nobody publishing';

/** Lets two services answer each other. Returns what stops them and says how many answers there were. */
function rally(play: Play): () => number {
  const [near, far] = [new Bus<Ball>(), new Bus<Ball>()];
  let [hits, playing] = [0, true];
  const answer = (to: Bus<Ball>, ball: Ball) => (): void => {
    hits += 1;
    if (playing) to.publish(ball);
  };
  play(near, answer(far, 'ping'));
  play(far, answer(near, 'pong'));
  near.publish('pong');
  return () => {
    playing = false;
    return hits;
  };
}

/** How much later than asked for a timer fires. */
function lateness(): Promise<number> {
  const due = performance.now() + DELAY;
  return new Promise((resolve) => {
    setTimeout(() => {
      resolve(performance.now() - due);
    }, DELAY);
  });
}

async function measure(play: Play | undefined, effort: Effort): Promise<Figures> {
  const stop = play === undefined ? () => 1 : rally(play);
  const late = nanosecondHistogram();
  for (let n = effort === 'full' ? 300 : 5; n > 0; n--) record(late, await lateness());
  const hits = stop();
  if (hits === 0) throw new Error('nobody answered');
  return { ...percentiles('late', late), answers: hits };
}

function cases(): readonly Case[] {
  return [IDLE, ...Object.keys(games)].map((name) => ({
    name,
    measure: (effort) => measure(games[name], effort),
  }));
}

function report(results: Results): Report {
  const milliseconds = (name: string, rank: string) => {
    const { median, min, max } = results.of(name, `late.${rank}.us`);
    return { median: median / 1e3, min: min / 1e3, max: max / 1e3 };
  };
  return {
    tables: [
      {
        title: `ms that a timer of ${String(DELAY)} ms is late while two buses answer each other without end`,
        columns: ['', 'p50', 'p95', 'p99', 'max'],
        rows: [IDLE, ...Object.keys(games)].map((name) => [
          name,
          ...['p50', 'p95', 'p99', 'max'].map((rank) => rounded(milliseconds(name, rank).median)),
        ]),
      },
    ],
    verdicts: [
      judge(
        `a timer of ${String(DELAY)} ms is late, p99`,
        'at most',
        10,
        ' ms',
        Object.keys(games).map((name) => ({ at: name, value: milliseconds(name, 'p99') })),
      ),
    ],
  };
}

/** Do services that answer each other forever keep timers waiting? */
export const broadcastFairness: Suite = {
  name: 'broadcast-fairness',
  question: 'How late is a timer while services answer each other without end?',
  cases,
  report,
};
