import { ChildSpecError } from '../errors.js';
import { isPlainObject } from '../internal/isPlainObject.js';
import { misspelt, type OptionNames } from '../internal/knownOptions.js';
import type { ChildSpec } from './ChildSpec.js';
import { childNames } from './optionNames.js';

const OPTIONS: OptionNames<ChildSpec> = {
  ...childNames,
  start: true,
  readyWhen: true,
  stopBy: true,
};

/**
 * Refuses a key that was likely meant to be an option. A spec may hold more than options, as what
 * `workerService` returns does, so a key is refused only if it is one edit away from an option that
 * the spec doesn't give; what has a class of its own has its own fields, and isn't judged at all.
 */
export function checkSpelling(name: string, spec: object): void {
  if (!isPlainObject(spec)) return;
  const found = misspelt(spec, OPTIONS);
  if (found === undefined) return;
  throw new ChildSpecError(
    `'${name}' has no option '${found.key}'; did you mean '${found.meant}'?`,
  );
}
