/** One value for one series, as a StatsD client sent it. */
export type StatsdMetric =
  | {
      readonly kind: 'counter';
      readonly name: string;
      readonly value: number;
      /** Share of occurrences that was sent, above 0 and at most 1. */
      readonly rate: number;
    }
  | {
      readonly kind: 'gauge';
      readonly name: string;
      readonly value: number;
      /** The value came with a sign: it changes the gauge instead of setting it. */
      readonly relative: boolean;
    }
  | {
      readonly kind: 'timer';
      readonly name: string;
      readonly value: number;
      /** Share of occurrences that was sent, above 0 and at most 1. */
      readonly rate: number;
    }
  | { readonly kind: 'set'; readonly name: string; readonly member: string };

/** What a datagram had to say. */
export interface StatsdDatagram {
  readonly metrics: readonly StatsdMetric[];
  /** Lines that aren't StatsD metrics. */
  readonly badLines: number;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a StatsD datagram: lines of `name:value|type`, with `|@rate` and `|#tags` after it. The types
 * are `c`, `g` (a signed value is relative), `ms`, `h`, `d` and `s`. Several values may share a name
 * (`name:1:2|ms` and `name:1|c:2|ms`). Tags, in DogStatsD's, InfluxDB's (`name,key=value:1|c`) or
 * Graphite's (`name;key=value:1|c`) form, and what DogStatsD's clients add after them, are read past:
 * series differ by name only. A line is taken as a whole or counted as bad; an empty one is neither.
 */
export function parseStatsd(datagram: string): StatsdDatagram {
  const metrics: StatsdMetric[] = [];
  let badLines = 0;
  for (const line of datagram.split('\n')) {
    const text = line.trim();
    if (text === '') continue;
    const parsed = parseLine(text);
    if (!parsed) badLines++;
    else for (const metric of parsed) metrics.push(metric);
  }
  return { metrics, badLines };
}

function parseLine(line: string): StatsdMetric[] | undefined {
  const colon = line.indexOf(':');
  const name = seriesName(line.slice(0, Math.max(colon, 0)));
  if (name === '') return undefined;

  const metrics: StatsdMetric[] = [];
  const fields = line.slice(colon + 1).split('|');
  let values = fields[0];
  for (let at = 1; values !== undefined;) {
    // More values of the same name may follow a type or a rate, after a colon.
    const [type, afterType] = cut(fields[at++] ?? '');
    let next = afterType;
    let rate = 1;
    for (; next === undefined && at < fields.length; at++) {
      const field = fields[at] ?? '';
      if (isExtension(field)) continue;
      if (!field.startsWith('@')) return undefined;
      const [digits, afterRate] = cut(field.slice(1));
      rate = numberOf(digits) ?? NaN;
      next = afterRate;
    }
    for (const value of type === 's' ? [values] : values.split(':')) {
      const metric = metricOf(name, value, type, rate);
      if (!metric) return undefined;
      metrics.push(metric);
    }
    values = next;
  }
  return metrics;
}

function cut(text: string): [before: string, after: string | undefined] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** Cleaned as StatsD's own server cleans names, less the tags in it. One with a `|` is no metric. */
function seriesName(text: string): string {
  if (text.includes('|')) return '';
  return text
    .replace(/[,;].*/, '')
    .replace(/\s+/g, '_')
    .replace(/\//g, '-')
    .replace(/[^a-zA-Z0-9_.-]/g, '');
}

/** Tags, container id, timestamp, external data, cardinality. */
function isExtension(field: string): boolean {
  return /^(?:#|c:|T\d|e:|card:)/.test(field);
}

function numberOf(text: string): number | undefined {
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function metricOf(
  name: string,
  text: string,
  type: string,
  rate: number,
): StatsdMetric | undefined {
  if (!(rate > 0 && rate <= 1)) return undefined;
  if (type === 's') return text === '' ? undefined : { kind: 'set', name, member: text };
  const value = numberOf(text);
  if (value === undefined) return undefined;
  switch (type) {
    case 'c':
      return { kind: 'counter', name, value, rate };
    case 'g':
      return { kind: 'gauge', name, value, relative: /^[+-]/.test(text) };
    case 'ms':
    case 'h':
    case 'd':
      return { kind: 'timer', name, value, rate };
    default:
      return undefined;
  }
}
