import { describe, expect, it } from 'vitest';
import { drawFlames } from '../../../perf/profile/drawFlames.js';
import { hottest } from '../../../perf/profile/hottest.js';
import { stacksOf } from '../../../perf/profile/Stack.js';
import { fileNameOf } from '../../../perf/support/profiled.js';

const frame = (functionName: string, url = '', lineNumber = 0) => ({
  functionName,
  url,
  lineNumber,
});
const file = 'file:///home/one/ron-kernel/dist/bus/Bus.js';

/** publish, which calls itself once, then idles. */
const profile = {
  nodes: [
    { id: 1, callFrame: frame('(root)', '', -1), children: [2, 3, 4] },
    { id: 2, callFrame: frame('publish', file, 9), children: [5, 6] },
    { id: 3, callFrame: frame('(idle)', '', -1) },
    { id: 4, callFrame: frame('(garbage collector)', '', -1) },
    { id: 5, callFrame: frame('', file, 20) },
    { id: 6, callFrame: frame('publish', file, 9) },
  ],
  samples: [2, 5, 6, 3, 4, 5],
  timeDeltas: [1_000, 2_000, 3_000, 90_000, 1_000, 1_000],
};

describe('stacksOf', () => {
  it('adds up what each function took itself and with its callees, idle time left out', () => {
    const root = stacksOf(profile);
    expect(root).toMatchObject({ name: '(root)', at: '', self: 0, total: 8 });
    const [publish, collector] = root.callees;
    expect(publish).toMatchObject({
      name: 'publish',
      at: 'dist/bus/Bus.js:10',
      self: 1,
      total: 7,
    });
    expect(publish?.callees.map(({ name, total }) => [name, total])).toEqual([
      ['(anonymous)', 3],
      ['publish', 3],
    ]);
    expect(collector).toMatchObject({ name: '(garbage collector)', total: 1 });
    expect(root.callees).toHaveLength(2);
  });

  it('refuses a profile without anything in it', () => {
    expect(() => stacksOf({ nodes: [], samples: [], timeDeltas: [] })).toThrow('is empty');
  });
});

describe('hottest', () => {
  it('adds up a function wherever it was called, and counts one within itself once', () => {
    expect(hottest(stacksOf(profile), 2)).toEqual({
      title: 'where 8.00 ms went, in % of it',
      columns: ['function', 'itself', 'with what it calls'],
      rows: [
        ['publish  dist/bus/Bus.js:10', '50.0', '87.5'],
        ['(anonymous)  dist/bus/Bus.js:21', '37.5', '37.5'],
      ],
    });
  });
});

describe('drawFlames', () => {
  it('draws a box for each function, as wide as its time, below its caller', () => {
    const svg = drawFlames(stacksOf(profile));
    const boxes = [...svg.matchAll(/<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)];
    expect(boxes.map((box) => box.slice(1).map(Number))).toEqual([
      [0, 0, 1_199.5],
      [0, 17, 1_049.5],
      [0, 34, 449.5],
      [450, 34, 449.5],
      [1_050, 17, 149.5],
    ]);
  });

  it('shows names as text', () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2] },
      { id: 2, callFrame: frame('<script>"&') },
    ];
    const svg = drawFlames(stacksOf({ nodes, samples: [2], timeDeltas: [1_000] }));
    expect(svg).not.toContain('<script>');
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
  });

  it('leaves out what is too narrow to see', () => {
    const nodes = [
      { id: 1, callFrame: frame('(root)'), children: [2, 3] },
      { id: 2, callFrame: frame('long') },
      { id: 3, callFrame: frame('brief') },
    ];
    const svg = drawFlames(stacksOf({ nodes, samples: [2, 3], timeDeltas: [1_000_000, 10] }));
    expect(svg).toContain('long');
    expect(svg).not.toContain('brief');
  });
});

describe('fileNameOf', () => {
  it.each([
    ['250k/s to 8', '250k-s-to-8'],
    ['/readyz, idle', 'readyz-idle'],
    ["import 'rxjs'", 'import-rxjs'],
    ['1→16, 512 B', '1-16-512-B'],
  ])('makes of %j %j', (name, made) => {
    expect(fileNameOf(name)).toBe(made);
  });
});
