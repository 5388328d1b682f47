import { OptionTypeError } from '../errors.js';
import { closest } from './closest.js';

/** The names of `Options`, each once: the compiler sees to it that none is missing and none too many. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses a key that is no option, with what was likely meant.
 *
 * @param within what the options are called where they are not the only ones: `config`
 */
export function knownOptions<Options>(
  options: object,
  names: OptionNames<Options>,
  within?: string,
): void {
  const known = Object.keys(names);
  const path = (key: string): string => (within === undefined ? key : `${within}.${key}`);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = closest(key, known);
    const advice =
      meant === undefined ? `known here: ${known.join(', ')}` : `did you mean '${path(meant)}'?`;
    throw new OptionTypeError(`${path(key)} is not a known option; ${advice}`);
  }
}
