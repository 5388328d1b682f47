import type { Metric } from 'prom-client';
import { FamilyWriter, type Family, type TextFormat } from './FamilyWriter.js';
import type { KernelRegistry } from './KernelRegistry.js';
import type { Labels } from './Labels.js';
import { LabelledTotals } from './LabelledTotals.js';

/** Milliseconds that what a family is read from may take; the others don't wait any longer for it. */
const PATIENCE = 1_000;

/** Who write the families in one format, by metric, for as long as every series has the same labels beside its own. */
interface Writers {
  readonly common: Labels;
  readonly byMetric: WeakMap<object, FamilyWriter>;
}

/** A histogram, which can hand out its samples without a copy of the series' labels in each, as prom-client's own writer has them. */
interface Sharing {
  getForPromString(): Promise<Family>;
}

function isSharing(metric: object): metric is Sharing {
  return 'getForPromString' in metric && typeof metric.getForPromString === 'function';
}

/** What came of reading a family. */
type Read = Family | 'failed';

/** A registry's families, each read by itself: one that throws or hangs is left out, and counted. */
export class Families {
  /** How often each family was left out. */
  readonly failures = new LabelledTotals();
  private readonly hanging = new Set<Metric>();
  private readonly writers = new Map<TextFormat, Writers>();

  /** @param patience - Milliseconds; see {@link PATIENCE}. */
  constructor(
    private readonly registry: KernelRegistry,
    private readonly patience = PATIENCE,
  ) {}

  /** All families as text. Never rejects. */
  async render(format: TextFormat): Promise<string> {
    let stopWaiting = (): void => undefined;
    const late = new Promise<void>((resolve) => (stopWaiting = resolve));
    const timer = setTimeout(stopWaiting, this.patience);
    const metrics = this.metrics();
    const read: Read[] = [];
    const all = Promise.all(metrics.map(({ metric }, i) => this.read(metric, read, i)));
    await Promise.race([all, late]);
    clearTimeout(timer);
    const open = format === 'openmetrics';
    const text: string[] = [];
    metrics.forEach(({ name, metric }, i) => {
      const family = read[i];
      if (family === undefined) this.hanging.add(metric);
      if (family === undefined || family === 'failed') {
        this.failures.add(name, 1);
        return;
      }
      if (text.length > 0) text.push(open ? '\n' : '\n\n');
      this.writerOf(metric, family, format).write(family.values, text);
    });
    text.push(open ? '\n# EOF\n' : '\n');
    return text.join('');
  }

  /** Those there are now: another of the same name may come while they are read. */
  private metrics(): readonly { readonly name: string; readonly metric: Metric }[] {
    const { registry } = this;
    return registry.getMetricsAsArray().flatMap(({ name }) => {
      const metric = registry.getSingleMetric(name);
      return metric === undefined ? [] : [{ name, metric }];
    });
  }

  private writerOf(metric: Metric, family: Family, format: TextFormat): FamilyWriter {
    const common = this.registry.defaultLabels;
    let writers = this.writers.get(format);
    if (writers?.common !== common) {
      writers = { common, byMetric: new WeakMap() };
      this.writers.set(format, writers);
    }
    let writer = writers.byMetric.get(metric);
    if (writer === undefined) {
      writer = new FamilyWriter(family, format, common);
      writers.byMetric.set(metric, writer);
    }
    return writer;
  }

  /** Puts what a metric says in its place, which stays empty for as long as it hangs. Never rejects. */
  private async read(metric: Metric, read: Read[], place: number): Promise<void> {
    // One that still hangs isn't asked again, so that its calls can't pile up.
    if (this.hanging.has(metric)) {
      read[place] = 'failed';
      return;
    }
    try {
      read[place] = await (isSharing(metric) ? metric.getForPromString() : metric.get());
    } catch {
      read[place] = 'failed';
    }
    this.hanging.delete(metric);
  }
}
