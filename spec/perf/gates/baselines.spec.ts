import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gates, onEveryChange } from '../../../perf/gates/gates.js';
import { calibrated, type Calibration } from '../../../perf/gates/support/Baseline.js';
import { readBaseline, toCsv, writeBaseline } from '../../../perf/gates/support/baselineFiles.js';
import { plant } from '../../../perf/gates/support/plant.js';
import { regressions } from '../../../perf/gates/support/regressions.js';
import { gateOf, time } from './gateOf.js';

const names = Object.keys(gates);

describe('the baselines', () => {
  it.each(names)('has one for %s, as its calibration made it', async (name) => {
    const gate = await gates[name]?.();
    const baseline = await readBaseline(name); // throws when it was edited by hand
    expect(Object.keys(baseline?.values ?? {})).toEqual(gate?.figures.map(({ figure }) => figure));
    expect(baseline?.calibration.reason).not.toBe('');
    expect(baseline?.calibration.runs.length).toBeGreaterThanOrEqual(3);
  });

  it('has no other, and the CSV says what they say', async () => {
    const files = await readdir(join('perf', 'baselines'));
    const kept = files.filter((file) => file.endsWith('.json'));
    expect(kept.sort()).toEqual(names.map((name) => `${name}.json`).sort());
    const baselines = await Promise.all(names.map((name) => readBaseline(name)));
    const csv = await readFile(join('perf', 'baselines', 'baselines.csv'), 'utf8');
    expect(csv).toBe(toCsv(baselines.filter((baseline) => baseline !== undefined)));
  });

  it('checks gates on every change that there are', () => {
    expect(names).toEqual(expect.arrayContaining([...onEveryChange]));
  });
});

describe('a baseline', () => {
  const gate = gateOf(time);
  const calibration = (date: string, reason: string, values: readonly number[]): Calibration => ({
    date,
    reason,
    machine: { node: 'v20.19.0' },
    runs: [{ ns: values.slice(0, 2) }, { ns: values.slice(2) }],
  });
  const first = calibrated(gate, calibration('2026-01-01', 'first', [1, 2, 3, 9]), undefined);

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baselines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the median of all its runs, and remembers those before it', () => {
    expect(first).toMatchObject({ values: { ns: 2.5 }, before: [] });
    const second = calibrated(gate, calibration('2026-02-01', 'slower', [4, 4, 4, 4]), first);
    expect(second.before).toEqual([{ date: '2026-01-01', reason: 'first', values: { ns: 2.5 } }]);
  });

  it('is written, read and listed', async () => {
    await writeBaseline(first, ['gate', 'another'], folder);
    expect(await readBaseline('gate', folder)).toEqual(first);
    expect(await readBaseline('another', folder)).toBeUndefined();
    expect(await readFile(join(folder, 'baselines.csv'), 'utf8')).toBe(
      [
        'gate,figure,baseline,run,rounds,date,node,reason',
        'gate,ns,2.5,1,1 2,2026-01-01,v20.19.0,"first"',
        'gate,ns,2.5,2,3 9,2026-01-01,v20.19.0,"first"',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['a value', '2.5', '3.5'],
    ['a measurement', '9', '8'],
    ['its reason', 'first', 'fiddled'],
  ])('is refused once %s was edited by hand', async (_, from, to) => {
    const text = JSON.stringify(first).replace(from, to);
    await writeFile(join(folder, 'gate.json'), text);
    await expect(readBaseline('gate', folder)).rejects.toThrow(
      'it was edited: its hash is another; change it by npm run perf:baseline gate alone',
    );
  });
});

describe('the regressions', () => {
  it.each(regressions)('can still be planted: $name', async (regression) => {
    expect(names).toContain(regression.gate);
    const text = await readFile(regression.file, 'utf8');
    expect(plant(regression, text)).not.toBe(text);
  });

  it('says so when the code has moved on', () => {
    const [regression] = regressions;
    if (regression === undefined) throw new Error('there are none');
    expect(() => plant(regression, 'something else')).toThrow('has 0 places that read');
  });
});
