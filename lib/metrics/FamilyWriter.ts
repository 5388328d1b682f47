import type { Labels } from './Labels.js';
import { SaidLabels } from './SaidLabels.js';

/** The text formats of an exposition. */
export type TextFormat = 'prometheus' | 'openmetrics';

/** A sample as prom-client hands it out. */
interface Sample {
  readonly value: number;
  readonly labels: Labels;
  /** What a histogram's samples of one series have in common, where that isn't in `labels`. */
  readonly sharedLabels?: Labels;
  /** The sample's name where it isn't the family's, as with a histogram's buckets. */
  readonly metricName?: string;
}

/** A family as prom-client hands it out. */
export interface Family {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge`, `histogram` or `summary`, for which prom-client's types have an enum. */
  readonly type: unknown;
  readonly values: readonly Sample[];
}

/** What a sample's line begins with, and what was said in it. */
interface Head {
  readonly text: string;
  readonly labels: SaidLabels;
  readonly sharedLabels: SaidLabels;
  readonly metricName: string | undefined;
}

const NONE: Labels = {};
const saidNone = new SaidLabels(NONE);

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

function escaped(text: string): string {
  return /[\\\n"]/.test(text) ? text.replace(/[\\\n"]/g, (sign) => ESCAPES[sign] ?? sign) : text;
}

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Inf' : '+Inf';
}

/**
 * Writes one family as text, at every scrape: all of a line but its value is made once, as long as the same
 * series comes at the same place. What differs in OpenMetrics: a counter's family goes without its
 * samples' `_total`, help is quoted, bounds are written as floats.
 *
 * prom-client's own writer takes longer, and its OpenMetrics renames counters for good.
 */
export class FamilyWriter {
  private readonly sample: string;
  private readonly about: string;
  private readonly bounded: boolean;
  private readonly heads: Head[] = [];

  /**
   * @param family - What is written, of which all but the samples stays as it is.
   * @param format - How.
   * @param common - Labels that every series has, unless it has its own of that name.
   */
  constructor(
    family: Omit<Family, 'values'>,
    format: TextFormat,
    private readonly common: Labels,
  ) {
    const { help } = family;
    const type = String(family.type);
    const open = format === 'openmetrics';
    const counter = open && type === 'counter';
    const name = counter ? family.name.replace(/_total$/, '') : family.name;
    const said = open ? escaped(help) : escaped(help).replaceAll('\\"', '"');
    this.bounded = open && (type === 'histogram' || type === 'summary');
    this.sample = counter ? `${name}_total` : name;
    this.about = `# HELP ${name} ${said}\n# TYPE ${name} ${type}`;
  }

  /** Adds the family's text, without the end of its last line, to what `text` is joined of. */
  write(samples: readonly Sample[], text: string[]): void {
    text.push(this.about);
    for (let n = 0; n < samples.length; n++) {
      const sample = samples[n];
      if (sample !== undefined) text.push(this.head(n, sample), numeral(sample.value));
    }
    this.heads.length = samples.length;
  }

  /** What the nth line begins with, which is as before unless the sample says something else. */
  private head(n: number, sample: Sample): string {
    const { labels, metricName, sharedLabels = NONE } = sample;
    const before = this.heads[n];
    const known =
      before !== undefined &&
      before.metricName === metricName &&
      before.labels.are(labels) &&
      before.sharedLabels.are(sharedLabels);
    if (known) return before.text;
    const text = this.beginning(sample);
    this.heads[n] = {
      text,
      labels: new SaidLabels(labels),
      sharedLabels: sharedLabels === NONE ? saidNone : new SaidLabels(sharedLabels),
      metricName,
    };
    return text;
  }

  private beginning({ labels, sharedLabels, metricName = this.sample }: Sample): string {
    const own = { ...labels, ...sharedLabels };
    const pairs = Object.entries(own).map(([label, value]) => this.pair(label, value));
    for (const [label, value] of Object.entries(this.common)) {
      if (!Object.hasOwn(own, label)) pairs.push(this.pair(label, value));
    }
    // Joined, since what is only added up is put together anew at every scrape.
    if (pairs.length === 0) return ['\n', metricName, ' '].join('');
    return ['\n', metricName, '{', pairs.join(','), '} '].join('');
  }

  /** A label; a bound as a float where it has to be. */
  private pair(label: string, value: string | number | undefined): string {
    const said = typeof value === 'string' ? escaped(value) : String(value ?? '');
    const bound = this.bounded && (label === 'le' || label === 'quantile') && /^-?\d+$/.test(said);
    return `${label}="${said}${bound ? '.0' : ''}"`;
  }
}
