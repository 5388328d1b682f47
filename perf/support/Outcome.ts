import type { Verdict } from './Report.js';

/** What a command prints with `--json`, as far as all of them agree. */
export interface Outcome {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly suites: Readonly<Record<string, { readonly targets: readonly Verdict[] }>>;
}
