import { describe, expect, it } from 'vitest';
import { drawChart } from '../../../perf/support/drawChart.js';
import { toHtml } from '../../../perf/support/toHtml.js';

describe('drawChart', () => {
  const chart = {
    title: 'memory, MB',
    x: 's',
    lines: [
      {
        name: 'RSS',
        points: [
          [0, 50],
          [1, 51],
        ] as const,
      },
      {
        name: 'heap',
        points: [
          [0, 5],
          [1, 6],
        ] as const,
      },
    ],
  };

  it('is an SVG with title, axis and legend', () => {
    const svg = drawChart(chart);
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/);
    for (const text of ['memory, MB', '>s<', 'RSS', 'heap']) expect(svg).toContain(text);
    expect(svg).not.toContain('<script');
  });

  it('marks the axis as it is told', () => {
    expect(drawChart({ ...chart, mark: (x) => `at ${String(x)}` })).toContain('at 0');
  });

  it('leaves out what a logarithm has no place for', () => {
    const lines = [
      {
        name: 'a',
        points: [
          [0, 0],
          [1, 10],
          [2, 100],
        ] as const,
      },
    ];
    expect(drawChart({ ...chart, scale: 'log', lines })).not.toMatch(/NaN|Infinity/);
  });
});

describe('toHtml', () => {
  it('is a page that needs nothing beside it, and shows text as text', () => {
    const html = toHtml({
      title: 'a < b',
      lead: '"quoted" & <b>bold</b>',
      tables: [{ title: 'T', columns: ['<i>'], rows: [['1 > 0']] }],
      pictures: [{ title: 'load', svgs: ['<svg id="one"></svg>'] }],
    });
    expect(html).toContain('<title>a &lt; b</title>');
    expect(html).toContain('&quot;quoted&quot; &amp; &lt;b&gt;bold&lt;/b&gt;');
    expect(html).toContain('<tr><th>&lt;i&gt;</th></tr>\n<tr><td>1 &gt; 0</td></tr>');
    expect(html).toContain('<h2>load</h2>\n<div class="svgs">\n<svg id="one"></svg>');
    expect(html).not.toMatch(/<script|src=|href=/);
  });
});
