import { describe, expect, it } from 'vitest';
import type { Gate } from '../../../perf/gates/support/Gate.js';
import { runGate } from '../../../perf/gates/support/runGate.js';
import { samplesOf, type Samples } from '../../../perf/gates/support/Samples.js';
import { Results } from '../../../perf/support/Results.js';
import { gateOf, time } from './gateOf.js';

const gate = gateOf(time, {
  figure: 'B',
  title: 'bytes',
  beside: 'difference',
  unit: 'B',
  tolerance: { plus: 1 },
});

/** Hands out one series of samples after the other, and notes how many rounds were asked for. */
function measured(...series: readonly Samples[]) {
  const asked: number[] = [];
  const measure = (_: Gate, rounds: number): Promise<Samples> => {
    const samples = series[asked.push(rounds) - 1];
    if (samples === undefined) throw new Error('measured once too often');
    return Promise.resolve(samples);
  };
  return { asked, measure };
}

const good = { ns: [2, 2, 2.1, 1.9, 2], B: [0, 0, 0, 0, 0] };
const slow = { ns: [2.4, 2.5, 2.4, 2.6, 2.4], B: [0, 0, 0, 0, 0] };
const unsteady = { ns: [1.9, 2, 2.5, 2.6, 2.7], B: [0, 0, 0, 0, 0] };

describe('runGate', () => {
  it('is content with figures within their limits', async () => {
    const { asked, measure } = measured(good);
    const judgements = await runGate(gate, { ns: 2, B: 0 }, measure);
    expect(judgements.map(({ worse }) => worse)).toEqual([false, false]);
    expect(judgements.map(({ limit }) => limit)).toEqual([2.2, 1]);
    expect(asked).toHaveLength(1);
  });

  it('measures anew what is past a limit, oftener, and fails what is so again', async () => {
    const { asked, measure } = measured(slow, slow);
    const [slower, bytes] = await runGate(gate, { ns: 2, B: 0 }, measure);
    expect(slower).toMatchObject({ worse: true, measured: { estimate: 2.4 } });
    expect(bytes).toMatchObject({ worse: false });
    const [first = 0, again = 0] = asked;
    expect(again).toBeGreaterThan(first);
  });

  it('forgives a slow spell', async () => {
    const [judged] = await runGate(gate, { ns: 2, B: 0 }, measured(slow, good).measure);
    expect(judged).toMatchObject({ worse: false, measured: { estimate: 2 } });
  });

  it('fails by the interval, not by the point', async () => {
    const [judged] = await runGate(gate, { ns: 2, B: 0 }, measured(unsteady, unsteady).measure);
    expect(judged).toMatchObject({ worse: false, suspect: true });
  });

  it('fails a byte too many per event', async () => {
    const leaky = { ...good, B: [32, 32, 32, 32, 32] };
    const [, bytes] = await runGate(gate, { ns: 2, B: 0 }, measured(leaky, leaky).measure);
    expect(bytes).toMatchObject({ worse: true });
  });

  it('takes each figure beside its reference, round by round', () => {
    const results = new Results();
    results.add('ours', { ns: 30, B: 5 });
    results.add('ours', { ns: 60, B: 6 });
    results.add('reference', { ns: 10, B: 4 });
    results.add('reference', { ns: 20, B: 4 });
    expect(samplesOf(gate, results)).toEqual({ ns: [3, 3], B: [1, 2] });
  });
});
