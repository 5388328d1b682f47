import { OptionTypeError } from '../errors.js';
import { closest } from './closest.js';
import { objectOption } from './options.js';

/** The names of `Options`, each once: the compiler sees to it that none is missing and none too many. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/** A key of `options` that is one edit away from an option they don't give, and that option. */
export function misspelt<Options>(
  options: object,
  names: OptionNames<Options>,
): { readonly key: string; readonly meant: string } | undefined {
  const given = new Map<string, unknown>(Object.entries(options));
  const missing = Object.keys(names).filter((name) => given.get(name) === undefined);
  for (const key of given.keys()) {
    const meant = Object.hasOwn(names, key) ? undefined : closest(key, missing, 1);
    if (meant !== undefined) return { key, meant };
  }
  return undefined;
}

function pathOf(key: string, within: string | undefined): string {
  return within === undefined ? key : `${within}.${key}`;
}

/**
 * Refuses what is no object, and a key that was likely meant to be an option, where `options` may be
 * part of an object that holds more.
 *
 * @param within what the options are called where they are not the only ones: `config`
 */
export function refuseMisspelt<Options>(
  options: object,
  names: OptionNames<Options>,
  within?: string,
): void {
  objectOption(within ?? 'options', options);
  const found = misspelt(options, names);
  if (found === undefined) return;
  const [key, meant] = [pathOf(found.key, within), pathOf(found.meant, within)];
  throw new OptionTypeError(`${key} is not a known option; did you mean '${meant}'?`);
}

/**
 * Refuses what is no object, and a key that is no option, with what was likely meant.
 *
 * @param within what the options are called where they are not the only ones: `config`
 */
export function knownOptions<Options>(
  options: object,
  names: OptionNames<Options>,
  within?: string,
): void {
  objectOption(within ?? 'options', options);
  const known = Object.keys(names);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const meant = closest(key, known);
    const advice =
      meant === undefined
        ? `known here: ${known.join(', ')}`
        : `did you mean '${pathOf(meant, within)}'?`;
    throw new OptionTypeError(`${pathOf(key, within)} is not a known option; ${advice}`);
  }
}
