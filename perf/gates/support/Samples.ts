import type { Results } from '../../support/Results.js';
import type { Gate } from './Gate.js';

/** The figures of a gate, each beside its reference, round by round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** Takes the figures of `gate` beside their references. */
export function samplesOf({ figures }: Gate, results: Results): Samples {
  return Object.fromEntries(
    figures.map(({ figure, beside }) => {
      const references = results.values('reference', figure);
      const taken = results.values('ours', figure).map((ours, round) => {
        const reference = references[round] ?? NaN;
        return beside === 'ratio' ? ours / reference : ours - reference;
      });
      return [figure, taken];
    }),
  );
}
