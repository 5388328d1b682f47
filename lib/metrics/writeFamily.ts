/** The text formats of an exposition. */
export type TextFormat = 'prometheus' | 'openmetrics';

/** Labels of a series, or those that every series has. */
export type Labels = Readonly<Partial<Record<string, string | number>>>;

/** A family as prom-client hands it out. */
export interface Family {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly type: string;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Labels;
    /** The sample's name where it isn't the family's, as with a histogram's buckets. */
    readonly metricName?: string;
  }[];
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' };

function escaped(text: string): string {
  return /[\\\n"]/.test(text) ? text.replace(/[\\\n"]/g, (sign) => ESCAPES[sign] ?? sign) : text;
}

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Inf' : '+Inf';
}

/** `pairs` and one more label; with `bounded`, a bound is written as a float. */
function joined(
  pairs: string,
  label: string,
  given: string | number | undefined,
  bounded: boolean,
): string {
  const said = typeof given === 'string' ? escaped(given) : String(given ?? '');
  const bound = bounded && (label === 'le' || label === 'quantile') && /^\d+$/.test(said);
  const pair = `${label}="${said}${bound ? '.0' : ''}"`;
  return pairs === '' ? pair : `${pairs},${pair}`;
}

/**
 * A family as text, without the end of its last line. What differs in OpenMetrics: a counter's family
 * goes without its samples' `_total`, help is quoted, bounds are written as floats.
 *
 * prom-client's own writer takes twice as long, and its OpenMetrics renames counters for good.
 *
 * @param family - What is written.
 * @param format - How.
 * @param common - Labels that every series has, unless it has its own of that name.
 */
export function writeFamily(family: Family, format: TextFormat, common: Labels): string {
  const { help, type, values } = family;
  const open = format === 'openmetrics';
  const counter = open && type === 'counter';
  const bounded = open && (type === 'histogram' || type === 'summary');
  const name = counter ? family.name.replace(/_total$/, '') : family.name;
  const sample = counter ? `${name}_total` : name;
  const about = open ? escaped(help) : escaped(help).replaceAll('\\"', '"');

  const lines = [`# HELP ${name} ${about}\n# TYPE ${name} ${type}`];
  const others = Object.keys(common);
  for (const { value, labels, metricName = sample } of values) {
    let pairs = '';
    for (const label in labels) pairs = joined(pairs, label, labels[label], bounded);
    for (const label of others) {
      if (!Object.hasOwn(labels, label)) pairs = joined(pairs, label, common[label], bounded);
    }
    lines.push(
      pairs === ''
        ? `${metricName} ${numeral(value)}`
        : `${metricName}{${pairs}} ${numeral(value)}`,
    );
  }
  return lines.join('\n');
}
