import { NEVER, Subject } from 'rxjs';
import { constant, createKernel, observabilityHandler, type KernelContext } from 'ron-kernel';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Case, Suite } from '../support/Suite.js';
import { turn } from '../support/turn.js';
import { ask, statusOf } from './support/ask.js';

const SERVICES = [1, 10, 100];
const PATHS = ['/healthz', '/readyz', '/readyz?verbose', '/readyz, unready'];
const FLIPS = ['service crashed', 'service ready'];
const RANKS = ['p50', 'p95', 'p99', 'max'];

/** A service that crashes and gets ready when it is told. */
class Fragile {
  /** How often it was started. */
  runs = 0;
  private run = new Subject<never>();
  private readied = (): void => undefined;
  private onStart = (): void => undefined;

  readonly start = ({ ready }: KernelContext): Subject<never> => {
    this.runs += 1;
    this.readied = ready;
    this.run = new Subject();
    this.onStart();
    return this.run;
  };

  ready(): void {
    this.readied();
  }

  /** Crashes, and resolves once it runs again. */
  crash(): Promise<void> {
    const restarted = new Promise<void>((resolve) => (this.onStart = resolve));
    this.run.error(new Error('crashed'));
    return restarted;
  }
}

/** A kernel with so many services, the last of which is fragile. */
async function started(services: number, fragile: Fragile) {
  const others = Array.from({ length: services - 1 }, (_, i) => ({
    name: `service-${String(i)}`,
    start: () => NEVER,
  }));
  const kernel = await createKernel({
    logger: silentLogger,
    signals: false,
    services: [
      ...others,
      {
        name: 'fragile',
        start: fragile.start,
        backoff: constant({ delay: 1 }),
        limit: 'unlimited',
      },
    ],
  });
  const starting = kernel.start();
  while (fragile.runs === 0) await turn();
  fragile.ready();
  await starting;
  return kernel;
}

async function measure(services: number, effort: Effort): Promise<Figures> {
  const fragile = new Fragile();
  const kernel = await started(services, fragile);
  await kernel.metrics.registry(); // as with a server, so that answers are counted
  const handler = observabilityHandler(kernel);
  const times = effort === 'full' ? 5_000 : 10;

  const timed = async (what: string, url: string, status: number): Promise<Figures> => {
    const took = nanosecondHistogram();
    for (let n = -times / 5; n < times; n++) {
      const began = performance.now();
      const answer = await ask(handler, url);
      if (n >= 0) record(took, performance.now() - began); // before that, it is compiled
      if (statusOf(answer) !== status) throw new Error(`${url} was answered with ${answer}`);
      if (n % 64 === 0) await turn();
    }
    return percentiles(what, took);
  };
  const figures: Figures[] = [];
  for (const path of PATHS.slice(0, -1)) figures.push(await timed(path, path, 200));

  /** From `change` until an answer has `status`. */
  const seen = async (change: () => void, status: number): Promise<number> => {
    const began = performance.now();
    change();
    while (statusOf(await ask(handler, '/readyz')) !== status);
    return performance.now() - began;
  };
  const [down, up] = [nanosecondHistogram(), nanosecondHistogram()];
  for (let n = effort === 'full' ? 1_000 : 5; n > 0; n--) {
    let restarted = Promise.resolve();
    const crash = (): void => void (restarted = fragile.crash());
    record(down, await seen(crash, 503));
    await restarted;
    record(up, await seen(() => fragile.ready(), 200));
  }
  await fragile.crash();
  figures.push(await timed('/readyz, unready', '/readyz', 503));

  await kernel.stop();
  const flips = [down, up].map((flip, i) => percentiles(FLIPS[i] ?? '', flip));
  return Object.assign({}, ...figures, ...flips) as Figures;
}

const sized = SERVICES.map((services) => ({
  services,
  name: services === 1 ? '1 service' : `${String(services)} services`,
}));

function cases(): readonly Case[] {
  return sized.map(({ services, name }) => ({
    name,
    measure: (effort) => measure(services, effort),
  }));
}

function report(results: Results): Report {
  const rows = (whats: readonly string[]) =>
    whats.flatMap((what) =>
      sized.map(({ name }) => [
        `${what}, ${name}`,
        ...RANKS.map((rank) => rounded(results.of(name, `${what}.${rank}.us`).median)),
      ]),
    );
  return {
    tables: [
      { title: 'µs to answer, without a socket', columns: ['', ...RANKS], rows: rows(PATHS) },
      {
        title: 'µs from the change until /readyz has been answered with it',
        columns: ['', ...RANKS],
        rows: rows(FLIPS),
      },
    ],
    verdicts: [
      judge(
        'readiness change to first changed answer, p95',
        'at most',
        1_000,
        ' µs',
        FLIPS.flatMap((flip) =>
          sized.map(({ name }) => ({
            at: `${flip}, ${name}`,
            value: results.of(name, `${flip}.p95.us`),
          })),
        ),
        15_000,
      ),
    ],
  };
}

/** What does a probe cost the node? */
export const readinessHandler: Suite = {
  name: 'readiness-handler',
  question: 'What does a probe cost, and how soon does it see that readiness has changed?',
  cases,
  report,
};
