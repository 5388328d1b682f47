import type { Results } from '../../support/Results.js';
import type { Printed } from './programs.js';

/** Everything that was measured. */
export interface Outcome {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rounds: number;
  readonly fanOut: Results;
  readonly stalled: Results;
  readonly restarts: Results;
  readonly tokio: Printed;
  readonly otp: Printed;
}
