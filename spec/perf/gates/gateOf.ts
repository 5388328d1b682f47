import type { Gate } from '../../../perf/gates/support/Gate.js';

const idle = () => Promise.resolve({});

/** A gate of some figures, whose work is done at once. */
export function gateOf(...figures: Gate['figures']): Gate {
  return { name: 'gate', ours: idle, reference: idle, figures };
}

/** A figure that is a time, and may rise by a tenth. */
export const time = {
  figure: 'ns',
  title: 'time',
  beside: 'ratio',
  unit: '×',
  tolerance: { times: 1.1 },
} as const;
