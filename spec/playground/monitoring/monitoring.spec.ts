/*
 * The alert rules and the dashboard that the package ships, held against what a node exports: Prometheus takes
 * a name that doesn't exist for a series that is away, so that a rule with a slip of the pen never fires.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { Family } from '../../metrics/parseExposition.js';
import { scrapedNode } from './scrapedNode.js';
import { selectorsIn } from './selectorsIn.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const rulesFile = at('../../../playground/alerts/ron-kernel.rules.yml');
const testsFile = at('ron-kernel.test.yml');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  readonly gridPos: Readonly<Record<'h' | 'w' | 'x' | 'y', number>>;
}
interface Variable {
  readonly name: string;
  readonly definition?: string;
}

const { groups } = parse(readFileSync(rulesFile, 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(
  readFileSync(at('../../../playground/grafana/ron-kernel.json'), 'utf8'),
) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
};
/** What the dashboard asks, as Grafana sends it: with its variables filled in. */
const filledIn = (expr: string): string =>
  expr.replaceAll(/\$__(rate_interval|range)\b/g, '5m').replaceAll(/\$(job|instance)\b/g, '.*');
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr: filledIn(expr), legend: legendFormat })),
);

/** Labels that Prometheus adds to whatever it scrapes. */
const TARGET = ['job', 'instance'];

describe('what the alerts and the dashboard read', () => {
  let node: ReadonlyMap<string, Family>;
  beforeAll(async () => {
    node = await scrapedNode();
  });

  /** The samples of a metric, by the name a query calls it. */
  const samplesOf = (metric: string): Family['samples'] => {
    const family = node.get(metric) ?? node.get(metric.replace(/_(bucket|sum|count)$/, ''));
    return family?.samples.filter(({ name }) => name === metric) ?? [];
  };

  /** What of an expression, and of the labels its text shows, a node doesn't export. */
  function missing(expr: string, shown: readonly string[]): string[] {
    const { selectors, grouping } = selectorsIn(expr);
    expect(selectors).not.toEqual([]);
    const wrong = selectors.flatMap(({ metric, labels }) => {
      const samples = samplesOf(metric);
      if (samples.length === 0) return [metric];
      return [...labels].flatMap(([name, value]) =>
        TARGET.includes(name) ||
        samples.some(
          (s) => s.labels.has(name) && (value ?? s.labels.get(name)) === s.labels.get(name),
        )
          ? []
          : [`${metric}{${name}="${value ?? '…'}"}`],
      );
    });
    const exported = new Set(
      selectors.flatMap(({ metric }) => samplesOf(metric).flatMap((s) => [...s.labels.keys()])),
    );
    const known = (name: string): boolean => TARGET.includes(name) || exported.has(name);
    return [...wrong, ...[...grouping, ...shown].filter((name) => !known(name))];
  }

  const labelsIn = (text: string, pattern: RegExp): string[] =>
    Array.from(text.matchAll(pattern), ([, name = '']) => name);

  it.each(rules)('alert $alert', ({ expr, annotations }) => {
    const shown = Object.values(annotations).flatMap((text) => labelsIn(text, /\$labels\.(\w+)/g));
    expect(missing(expr, shown)).toEqual([]);
  });

  it.each(queries)('panel $title: $legend', ({ expr, legend }) => {
    expect(missing(expr, labelsIn(legend, /\{\{(\w+)\}\}/g))).toEqual([]);
  });

  it.each(dashboard.templating.list.filter(({ definition }) => definition !== undefined))(
    'variable $name',
    ({ definition = '' }) => {
      const [, expr = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
      expect(missing(filledIn(expr), [label])).toEqual([]);
    },
  );

  it.each([
    ['a metric', 'rate(events_publishd_total[5m])', [], ['events_publishd_total']],
    ['a label', 'bus_pending{subscribr="a"}', [], ['bus_pending{subscribr="a"}']],
    ['a state', 'service_state{state="dead"} > 0', [], ['service_state{state="dead"}']],
    ['what it sums by', 'sum by (servce) (service_state)', [], ['servce']],
    ['a legend', 'bus_pending', ['service'], ['service']],
  ])('would be found out with a slip in %s', (_what, expr, shown, found) => {
    expect(missing(expr, shown)).toEqual(found);
  });

  it('would be found out if it were no PromQL', () => {
    expect(() => missing('sum by (a (b)', [])).toThrow('no PromQL');
  });
});

describe('the dashboard', () => {
  it('lays its panels out side by side, none over another', () => {
    const cells = dashboard.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThan(25);
  });
});

describe('the alerts', () => {
  it('each have a test in which they fire', () => {
    const { tests } = parse(readFileSync(testsFile, 'utf8')) as {
      tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
    };
    const firing = tests.flatMap((test) =>
      test.alert_rule_test.flatMap(({ alertname, exp_alerts = [] }) =>
        exp_alerts.map(() => alertname),
      ),
    );
    expect([...new Set(firing)].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  const { error } = spawnSync('promtool', ['--version']);
  const required = process.env['RON_REQUIRE_PROMTOOL'] === '1';
  const away = error
    ? " (skipped: promtool isn't installed; Debian's prometheus package has it)"
    : '';
  const promtool = (...args: string[]): { status: number | null; said: string } => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
    return { status, said: stdout + stderr };
  };

  describe.skipIf(error && !required)(`by promtool${away}`, () => {
    it('are valid', () => {
      const { status, said } = promtool('check', 'rules', '--lint=all', '--lint-fatal', rulesFile);
      expect(said).toContain(`SUCCESS: ${rules.length} rules found`);
      expect(status).toBe(0);
    });

    it('fire when they should, and not before', () => {
      const { status, said } = promtool('test', 'rules', testsFile);
      expect(said).toContain('SUCCESS');
      expect(status).toBe(0);
    });

    it('stand beside a dashboard whose queries are as valid', () => {
      const asRules = queries.map(({ expr }, n) => ({ record: `panel:${n}`, expr }));
      const folder = mkdtempSync(join(tmpdir(), 'ron-kernel-panels-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'panels.yml');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] })); // JSON is YAML
      const { status, said } = promtool('check', 'rules', file);
      expect(said).toContain(`SUCCESS: ${queries.length} rules found`);
      expect(status).toBe(0);
    });
  });
});
