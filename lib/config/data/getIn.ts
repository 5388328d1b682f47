import type { KeyPath } from '../KeyPath.js';
import { own } from './own.js';

/** What stands at the end of `path`, or nothing. */
export function getIn(tree: unknown, path: KeyPath): unknown {
  return path.reduce(own, tree);
}
