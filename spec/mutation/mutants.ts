import { readFileSync } from 'node:fs';
import type { Mutant } from '@stryker-mutator/api/core';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** Files with all their mutants in them, each behind a switch. */
export interface Mutants {
  /** What is run in place of a file, by its path from the root. */
  readonly sources: Readonly<Record<string, string>>;
  readonly mutants: readonly Mutant[];
}

const quiet = () => false;
const silent = () => {};

/** Has Stryker put its mutants into files. */
export async function mutantsOf(files: readonly string[]): Promise<Mutants> {
  const instrumenter = new Instrumenter({
    isTraceEnabled: quiet,
    isDebugEnabled: quiet,
    isInfoEnabled: quiet,
    isWarnEnabled: quiet,
    isErrorEnabled: quiet,
    isFatalEnabled: quiet,
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: silent,
    fatal: silent,
  });
  const { files: changed, mutants } = await instrumenter.instrument(
    files.map((name) => ({ name, content: readFileSync(name, 'utf8'), mutate: true })),
    { excludedMutations: [], plugins: null, ignorers: [] },
  );
  return {
    sources: Object.fromEntries(changed.map(({ name, content }) => [name, content])),
    mutants,
  };
}
