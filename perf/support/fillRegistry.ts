import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What the families' names begin with, so that their lines can be told from a kernel's own. */
const PREFIX = 'app_';
const BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1];
/** Lines of a histogram per set of labels: its buckets, the one for all, the sum and the count. */
const LINES = BUCKETS.length + 3;

/**
 * Fills `registry` as an application does: a third each of counters, gauges and histograms by number
 * of families, of which each has as many series as the others.
 *
 * @param series - How many at least; histograms come in steps of {@link LINES}.
 * @param families - How many they are spread over.
 * @returns how many there are
 */
export function fillRegistry(registry: Registry, series: number, families: number): number {
  const labelNames = ['route', 'status'] as const;
  const registers = [registry];
  let made = 0;
  for (let family = 0; family < families; family++) {
    const help = `Family ${String(family)} of an application.`;
    const about = { name: `${PREFIX}${String(family)}`, help, labelNames, registers };
    const left = Math.ceil((series - made) / (families - family));
    const each = (count: number, set: (labels: { route: string; status: string }) => void) => {
      for (let i = 0; i < count; i++) {
        set({ route: `/things/${String(i)}`, status: i % 5 === 0 ? '503' : '200' });
      }
    };
    if (family % 3 === 0) {
      const counter = new Counter({ ...about, name: `${about.name}_total` });
      each(left, (labels) => counter.inc(labels, 1 + made++));
    } else if (family % 3 === 1) {
      const gauge = new Gauge(about);
      each(left, (labels) => gauge.set(labels, made++ / 7));
    } else {
      const histogram = new Histogram({
        ...about,
        name: `${about.name}_seconds`,
        buckets: BUCKETS,
      });
      each(Math.ceil(left / LINES), (labels) => {
        histogram.observe(labels, (made % 100) / 1e3);
        made += LINES;
      });
    }
  }
  return made;
}

/**
 * Checks that an exposition has every family of `registry` and every series of {@link fillRegistry}.
 *
 * @param body - The text as it was served.
 * @param series - How many {@link fillRegistry} made.
 * @throws Error that says what is missing
 */
export function checkExposition(body: string, registry: Registry, series: number): void {
  const lines = body.split('\n');
  const own = lines.filter((line) => line.startsWith(PREFIX));
  const distinct = new Set(own.map((line) => line.slice(0, line.lastIndexOf(' '))));
  if (own.length !== series || distinct.size !== series) {
    throw new Error(
      `${String(own.length)} lines of ${String(distinct.size)} series, not ${String(series)}`,
    );
  }
  const told = new Set(lines.flatMap((line) => /^# TYPE (\S+) /.exec(line)?.[1] ?? []));
  const openMetrics = body.endsWith('\n# EOF\n');
  for (const { name } of registry.getMetricsAsArray()) {
    if (!told.has(name) && !(openMetrics && told.has(name.replace(/_total$/, '')))) {
      throw new Error(`the exposition lacks ${name}`);
    }
  }
}
