import type { ConfigExplanation } from '../ConfigExplanation.js';
import { changedPaths } from '../data/changedPaths.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { isPlainObject } from '../../internal/isPlainObject.js';
import { parsePath } from '../data/parsePath.js';
import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import { isSecretAt } from '../schema/isSecretAt.js';
import { MASK } from './redactor.js';
import type { SourceLayer } from './SourceLayer.js';

/** A config and what it was made of, lowest layer first. */
export interface Explained {
  readonly value: unknown;
  readonly layers: readonly SourceLayer[];
  readonly pendingRestart: readonly string[];
}

/**
 * Where the value at `key` came from.
 *
 * @throws OptionTypeError when the config has no such key, or it is a section
 */
export function explain(schema: unknown, explained: Explained, key: string): ConfigExplanation {
  const { value: config, layers, pendingRestart } = explained;
  const path = parsePath(key);
  const value = getIn(config, path);
  const name = formatPath(path);
  if (isPlainObject(value)) {
    const keys = changedPaths(undefined, value).map((below) => formatPath([...path, ...below]));
    throw new OptionTypeError(
      `explain() takes one key, such as ${keys.join(', ')}, got ${show(key)}`,
    );
  }
  const secret = isSecretAt(schema, config, path);
  if (secret === undefined) throw new OptionTypeError(`explain() knows no key ${show(key)}`);
  const origins = layers.flatMap(({ values, spell }) => {
    const given = getIn(values, path);
    return given === undefined ? [] : [{ source: spell(path), value: secret ? MASK : given }];
  });
  const kept = pendingRestart.includes(name);
  const winner = kept ? undefined : origins.pop();
  return {
    key: name,
    value: secret && value !== undefined ? MASK : value,
    source: kept ? 'kept until a restart' : (winner?.source ?? ''),
    overridden: origins.reverse(),
  };
}
