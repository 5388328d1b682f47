import type { SimulationFailure } from 'ron-kernel/testing';

/** Moves that are told one by one; of more, nothing can be seen. */
const FEW = 50;

/** The command that plays a failure again, and nothing else. */
export function commandFor({ seed, steps, only }: SimulationFailure, hours?: number): string {
  return [
    'npm run simulate --',
    `--seed ${seed} --steps ${steps}`,
    ...(only.length > FEW ? [] : [`--only ${only.join() || 0}`]),
    ...(hours === undefined ? [] : [`--hours ${hours}`]),
  ].join(' ');
}

/** What failed, what led there, and how to see it again. */
export function explain(failure: SimulationFailure, hours?: number): string {
  const { seed, invariant, problem, trace } = failure;
  const what = `seed ${seed}: ${invariant}: ${problem}`;
  return [what, ...trace.map((line) => `  ${line}`), commandFor(failure, hours)].join('\n');
}
