import { parser } from '@prometheus-io/lezer-promql';

/** A metric that a PromQL expression reads. */
interface Selector {
  readonly metric: string;
  /** What its labels must be; the value only where it is given exactly. */
  readonly labels: ReadonlyMap<string, string | undefined>;
}

/** What a PromQL expression reads, and the labels it groups by. */
export interface Selectors {
  readonly selectors: readonly Selector[];
  readonly grouping: readonly string[];
}

/**
 * Reads an expression with the grammar that Prometheus's own editor has.
 *
 * @throws Error where it is no PromQL
 */
export function selectorsIn(expression: string): Selectors {
  const selectors: { metric: string; labels: Map<string, string | undefined> }[] = [];
  const grouping: string[] = [];
  let label = '';
  let exact = false;
  parser.parse(expression).iterate({
    enter({ type, name, from, to, node }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${expression}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', labels: new Map() });
      const selector = selectors.at(-1);
      if (name === 'Identifier' && selector) selector.metric = text;
      if (name === 'LabelName' && node.parent?.name === 'GroupingLabels') grouping.push(text);
      else if (name === 'LabelName') label = text;
      if (name === 'MatchOp') exact = text === '=';
      if (name === 'StringLiteral')
        selector?.labels.set(label, exact ? text.slice(1, -1) : undefined);
    },
  });
  return { selectors, grouping };
}
