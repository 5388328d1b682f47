import { isObservable } from 'rxjs';
import { OptionTypeError } from '../errors.js';
import { millisecondsOption, nameOption, objectOption, show } from '../internal/options.js';
import { own } from './data/own.js';
import { objectSchema } from './schema/objectSchema.js';

interface Unchecked {
  readonly schema: unknown;
  readonly sources: unknown;
  readonly reloadOn?: unknown;
  readonly guard?: unknown;
}

/** Throws an OptionTypeError or OptionRangeError unless these can be options of a {@link LiveConfig}. */
export function checkOptions({ schema, sources, reloadOn = [], guard }: Unchecked): void {
  objectSchema(schema);
  if (!Array.isArray(sources)) {
    throw new OptionTypeError(`sources must be a list of config sources, got ${show(sources)}`);
  }
  sources.forEach((source: unknown, index) => {
    const name = `sources[${String(index)}]`;
    if (typeof source !== 'object' || source === null || !('read' in source && 'name' in source)) {
      throw new OptionTypeError(`${name} must be a config source, got ${show(source)}`);
    }
    nameOption(`${name}.name`, source.name);
  });
  if (!Array.isArray(reloadOn) || !reloadOn.every(isObservable)) {
    throw new OptionTypeError(`reloadOn must be a list of observables, got ${show(reloadOn)}`);
  }
  if (guard !== undefined) checkGuard(guard);
}

function checkGuard(guard: unknown): void {
  objectOption('guard', guard);
  nameOption('guard.service', own(guard, 'service'));
  millisecondsOption('guard.for', own(guard, 'for'), 1);
  const crashes = own(guard, 'crashes$');
  if (!isObservable(crashes)) {
    throw new OptionTypeError(`guard.crashes$ must be an observable, got ${show(crashes)}`);
  }
}
