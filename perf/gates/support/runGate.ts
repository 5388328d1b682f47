import { measureSuite } from '../../support/measureSuite.js';
import { comparisonOf, type Gate } from './Gate.js';
import { judgeFigure, type Judgement } from './judgeFigure.js';
import { samplesOf, type Samples } from './Samples.js';

/** How often ours and the reference are measured, in turns. */
const ROUNDS = 5;

/** And how often anew when a figure is past its limit. */
const ROUNDS_ON_SUSPICION = 9;

const child = new URL('../child.js', import.meta.url);

/** Measures `gate` in fresh processes, in turns with its reference. */
export async function measureGate(gate: Gate, rounds: number): Promise<Samples> {
  const results = await measureSuite(comparisonOf(gate), { child, effort: 'full', rounds });
  return samplesOf(gate, results);
}

/**
 * Measures `gate` and judges it by `values`. What is past a limit is measured anew, and those new
 * measurements alone decide: a slow spell passes, a regression doesn't.
 */
export async function runGate(
  gate: Gate,
  values: Readonly<Record<string, number>>,
  measure: typeof measureGate = measureGate,
): Promise<readonly Judgement[]> {
  const judge = (samples: Samples): readonly Judgement[] =>
    gate.figures.map((gated) =>
      judgeFigure(gated, values[gated.figure] ?? NaN, samples[gated.figure] ?? []),
    );
  const first = judge(await measure(gate, ROUNDS));
  if (!first.some(({ suspect }) => suspect)) return first;
  return judge(await measure(gate, ROUNDS_ON_SUSPICION));
}
