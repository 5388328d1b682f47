import type { KernelRegistry } from './KernelRegistry.js';
import { LabelledTotals } from './LabelledTotals.js';
import { writeFamily, type Family, type TextFormat } from './writeFamily.js';

/** Milliseconds that what a family is read from may take; the others don't wait any longer for it. */
const PATIENCE = 1_000;

/** A registry's families, each read by itself: one that throws or hangs is left out, and counted. */
export class Families {
  /** How often each family was left out. */
  readonly failures = new LabelledTotals();
  private readonly hanging = new Set<string>();

  /** @param patience - Milliseconds; see {@link PATIENCE}. */
  constructor(
    private readonly registry: KernelRegistry,
    private readonly patience = PATIENCE,
  ) {}

  /** All families as text. Never rejects. */
  async render(format: TextFormat): Promise<string> {
    let stopWaiting = (): void => undefined;
    const late = new Promise<undefined>((resolve) => (stopWaiting = () => resolve(undefined)));
    const timer = setTimeout(stopWaiting, this.patience);
    const names = this.registry.getMetricsAsArray().map(({ name }) => name);
    const families = await Promise.all(names.map((name) => this.read(name, late)));
    clearTimeout(timer);
    const texts = families.flatMap((family, i) => this.write(names[i] ?? '', family, format));
    return format === 'openmetrics' ? `${texts.join('\n')}\n# EOF\n` : `${texts.join('\n\n')}\n`;
  }

  private write(name: string, family: Family | undefined, format: TextFormat): string | never[] {
    if (family) return writeFamily(family, format, this.registry.defaultLabels);
    this.failures.add(name, 1);
    return [];
  }

  private async read(name: string, late: Promise<undefined>): Promise<Family | undefined> {
    // One that still hangs isn't asked again, so that its calls can't pile up.
    if (this.hanging.has(name)) return undefined;
    const reading = this.ask(name).then(
      (family) => ({ family }),
      () => ({ family: undefined }),
    );
    const read = await Promise.race([reading, late]);
    if (read) return read.family;
    this.hanging.add(name);
    void reading.then(() => this.hanging.delete(name));
    return undefined;
  }

  private async ask(name: string): Promise<Family | undefined> {
    const family = await this.registry.getSingleMetric(name)?.get();
    return family && { ...family, type: String(family.type) };
  }
}
