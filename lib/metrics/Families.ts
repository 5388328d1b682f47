import type { Registry } from 'prom-client';
import { LabelledTotals } from './LabelledTotals.js';

/** Milliseconds that what a family is read from may take; the others don't wait any longer for it. */
const PATIENCE = 1_000;

/** A registry's families, each rendered by itself: one that throws or hangs is left out, and counted. */
export class Families {
  /** How often each family was left out. */
  readonly failures = new LabelledTotals();
  private readonly hanging = new Set<string>();

  /** @param patience - Milliseconds; see {@link PATIENCE}. */
  constructor(
    private readonly registry: Registry,
    private readonly patience = PATIENCE,
  ) {}

  /** All families in Prometheus's text format. Never rejects. */
  async render(): Promise<string> {
    let stopWaiting = (): void => undefined;
    const late = new Promise<undefined>((resolve) => (stopWaiting = () => resolve(undefined)));
    const timer = setTimeout(stopWaiting, this.patience);
    const names = this.registry.getMetricsAsArray().map(({ name }) => name);
    const families = await Promise.all(names.map((name) => this.family(name, late)));
    clearTimeout(timer);
    return `${families.filter((family) => family !== undefined).join('\n\n')}\n`;
  }

  private async family(name: string, late: Promise<undefined>): Promise<string | undefined> {
    // One that still hangs isn't asked again, so that its calls can't pile up.
    const text = this.hanging.has(name) ? undefined : await this.read(name, late);
    if (text === undefined) this.failures.add(name, 1);
    return text?.replace(/ Nan$/gm, ' NaN'); // which is how prom-client spells it
  }

  private async read(name: string, late: Promise<undefined>): Promise<string | undefined> {
    const reading = this.registry.getSingleMetricAsString(name).then(
      (text) => ({ text }),
      () => ({ text: undefined }),
    );
    const read = await Promise.race([reading, late]);
    if (read) return read.text;
    this.hanging.add(name);
    void reading.then(() => this.hanging.delete(name));
    return undefined;
  }
}
