import type { KeyPath } from '../KeyPath.js';
import { isPlainObject } from '../../internal/isPlainObject.js';

/** A copy of `tree` with `value` at `path`; `undefined` takes the key away. */
export function setIn(tree: unknown, path: KeyPath, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const container = isPlainObject(tree) ? tree : {};
  const child = setIn(container[key], rest, value);
  const { [key]: _replaced, ...others } = container;
  return child === undefined ? others : { ...container, [key]: child };
}
