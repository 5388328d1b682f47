import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Mutant } from '@stryker-mutator/api/core';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import ts from 'typescript';

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

/** What workers and child processes run of the files that can be mutated, besides their own. */
const IN_STARTED = 'lib/supervision/services/';

/** Leaves in `dir` what is loaded in place of files of `dist` by the processes and threads that tests start. */
export function buildForStarted({ sources }: Mutants, dir: string): void {
  const { ESNext: target } = ts.ScriptTarget;
  const { ESNext: module } = ts.ModuleKind;
  for (const [name, source] of Object.entries(sources)) {
    if (!name.startsWith(IN_STARTED)) continue;
    const file = `${dir}/${name.replace(/^lib/, 'dist').replace(/ts$/, 'js')}`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      ts.transpileModule(source, { compilerOptions: { target, module } }).outputText,
    );
  }
}
