/** A family of metrics, as it was written. */
export interface Family {
  readonly type: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

const NAME = /^[a-zA-Z_:][\w:]*$/;
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const LABEL = /^([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/;
const VALUE = /^(?:[+-]?Inf|NaN|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/;
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
  gauge: [''],
};

function check(holds: boolean, line: string, why: string): void {
  if (!holds) throw new Error(`${why}: ${line}`);
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

function parseLabels(text: string, line: string): Map<string, string> {
  const labels = new Map<string, string>();
  for (let rest = text; rest !== '';) {
    const [all = '', name = '', value = ''] = LABEL.exec(rest) ?? [];
    check(all !== '', line, 'not a label');
    check(!labels.has(name), line, 'a label twice');
    labels.set(name, value);
    rest = rest.slice(all.length);
  }
  return labels;
}

function checkHistogram(name: string, samples: readonly Sample[], floats: boolean): void {
  const series = new Map<string, { bounds: number[]; counts: number[]; count?: number }>();
  for (const sample of samples) {
    const { le, ...others } = Object.fromEntries(sample.labels);
    const key = JSON.stringify(Object.entries(others).sort());
    const own = series.get(key) ?? { bounds: [], counts: [] };
    series.set(key, own);
    if (sample.name === `${name}_count`) own.count = sample.value;
    if (sample.name !== `${name}_bucket`) continue;
    check(le !== undefined && VALUE.test(le), name, 'a bucket without a bound');
    check(!floats || /[.e]|Inf/.test(le ?? ''), `${name} ${le}`, 'a bound that is no float');
    own.bounds.push(numberOf(le ?? ''));
    own.counts.push(sample.value);
  }
  for (const { bounds, counts, count } of series.values()) {
    const rises = (list: number[]): boolean =>
      list.every((n, i) => i === 0 || n >= (list[i - 1] ?? n));
    check(rises(bounds) && rises(counts), name, 'buckets out of order');
    check(bounds.at(-1) === Infinity && counts.at(-1) === count, name, 'no +Inf that equals count');
  }
}

/**
 * Reads metrics as text, more strictly than any scraper does: every family declared once, with help,
 * before its samples and in one piece, every name, label and value well formed, no series twice.
 */
export function parseExposition(
  text: string,
  format: 'prometheus' | 'openmetrics',
): Map<string, Family> {
  const open = format === 'openmetrics';
  check(!open || text.endsWith('\n# EOF\n'), text.slice(-20), 'no end');
  check(text.endsWith('\n'), text.slice(-20), 'a line without end');
  const body = open ? text.slice(0, -'# EOF\n'.length) : text;
  const families = new Map<string, { type: string; samples: Sample[] }>();
  const seen = new Set<string>();
  let help = '';
  let family = '';
  for (const line of body.slice(0, -1).split('\n')) {
    if (line === '' && !open) continue;
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      check(NAME.test(name) && !families.has(name), line, 'not a new family');
      help = name;
    } else if (keyword === 'TYPE') {
      check(name === help && !families.has(name), line, 'not the family that has the help');
      check(rest === 'counter' || rest in SUFFIXES, line, 'not a type');
      check(!(open && rest === 'counter' && name.endsWith('_total')), line, 'not a family name');
      families.set(name, { type: rest, samples: [] });
      family = name;
    } else {
      const [, own = '', labelText = '', value = ''] = SAMPLE.exec(line) ?? [];
      const { type = '', samples = [] } = families.get(family) ?? {};
      const suffixes = type === 'counter' ? [open ? '_total' : ''] : (SUFFIXES[type] ?? []);
      check(
        suffixes.some((suffix) => own === family + suffix),
        line,
        `not of ${family}`,
      );
      check(VALUE.test(value), line, 'not a value');
      const labels = parseLabels(labelText, line);
      const key = own + JSON.stringify([...labels].sort());
      check(!seen.has(key), line, 'a series twice');
      seen.add(key);
      samples.push({ name: own, labels, value: numberOf(value) });
    }
  }
  for (const [name, { type, samples }] of families) {
    if (type === 'histogram') checkHistogram(name, samples, open);
  }
  return families;
}
