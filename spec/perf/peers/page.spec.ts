import { describe, expect, it } from 'vitest';
import { fanOutTables, tally } from '../../../perf/peers/page/fanOutTables.js';
import { restartTable, tokioTable } from '../../../perf/peers/page/otherTables.js';
import { shown } from '../../../perf/peers/page/versusOurs.js';
import { dotPlot } from '../../../perf/peers/support/dotPlot.js';
import { figureOf, loadsOf } from '../../../perf/peers/support/loads.js';
import { SUPERVISOR } from '../../../perf/peers/restarts.js';
import { OURS, ways } from '../../../perf/peers/ways/ways.js';
import { Results } from '../../../perf/support/Results.js';

/** Three rounds in which the Bus takes 10 ns a delivery and the others `theirs`. */
function results(theirs: (name: string) => number): Results {
  const all = new Results();
  for (const round of [1, 1.1, 0.9]) {
    for (const name of Object.keys(ways)) {
      const ns = round * (name === OURS ? 10 : theirs(name));
      const loads = loadsOf('synchronous', 'full').map((load) => [figureOf(load), ns] as const);
      all.add(name, Object.fromEntries(loads));
    }
  }
  return all;
}

describe('the page of comparisons', () => {
  it('counts wins and losses by intervals', () => {
    const { rows } = tally(
      results((name) => (name === 'mitt' ? 5 : 20)),
      'synchronous',
    );
    expect(rows).toHaveLength(Object.keys(ways).length - 1);
    expect(rows.find(([name]) => name === 'mitt')).toEqual(['mitt', '0', '0', '12']);
    expect(rows.find(([name]) => name === 'emittery')).toEqual(['emittery', '12', '0', '0']);
  });

  it('shows times, and how many times ours they are', () => {
    const [times, ratios] = fanOutTables(
      results(() => 20),
      'synchronous',
    );
    expect(times?.rows[0]).toEqual([OURS, '10.0', '10.0', '10.0', '10.0']);
    expect(ratios?.rows.map(([name]) => name)).not.toContain(OURS);
    expect(ratios?.rows[0]?.[1]).toBe('2.00 (2.00–2.00)');
  });

  it('prints what we lose in bold', () => {
    expect(shown({ estimate: 0.5, low: 0.4, high: 0.9 })).toBe('**0.50 (0.40–0.90)**');
    expect(shown({ estimate: 0.5, low: 0.4, high: 1.2 })).toBe('0.50 (0.40–1.20)');
  });

  it('has the rows of other languages where they ran', () => {
    const restarts = new Results();
    const times = { 'restart.p50.us': 1, 'restart.p95.us': 2, 'restart.p99.us': 3 };
    restarts.add(SUPERVISOR, times);
    restarts.add('theirs', { ...times, 'restart.p50.us': 0.5 });
    const otp = { lines: [{ p50: 4, p95: 5, p99: 6 }] };
    expect(restartTable(restarts, otp).rows).toEqual([
      [SUPERVISOR, '1.00', '2.00', '3.00', ''],
      ['theirs', '0.50', '2.00', '3.00', '**0.50 (0.50–0.50)**'],
      ['Erlang/OTP supervisor', '4.00', '5.00', '6.00', '–'],
    ]);
    expect(restartTable(restarts, { skipped: 'no erl' }).rows).toHaveLength(2);
    const line = { subscribers: 8, burst: 64, ns: 28 };
    const [bursts] = tokioTable(
      results(() => 20),
      [line],
    ).rows;
    expect(bursts?.[2]).toBe('28.0, 10.0');
  });
});

describe('dotPlot', () => {
  const plot = dotPlot({
    title: 'a < b & c',
    unit: 'ns',
    series: ['few', 'many'],
    rows: [
      { label: 'ours', values: [10, 100] },
      { label: 'theirs', values: [1000, 0] },
    ],
  });

  it('draws a dot for each value that a logarithm can show', () => {
    expect(plot.match(/<circle cx/g)).toHaveLength(2 + 3); // the legend's, and the values'
  });

  it('escapes what is text', () => {
    expect(plot).toContain('<title>a &lt; b &amp; c</title>');
  });
});
