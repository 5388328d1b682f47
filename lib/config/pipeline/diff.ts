import type { ConfigChange } from '../ConfigChange.js';
import { changedPaths } from '../data/changedPaths.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { isSecretAt } from '../schema/isSecretAt.js';
import { MASK } from './redactor.js';

/** What is different in `after`, key by key, secret values masked. */
export function diff(schema: unknown, before: unknown, after: unknown): ConfigChange[] {
  return changedPaths(before, after).map((path) => {
    const secret = isSecretAt(schema, before, path) === true || isSecretAt(schema, after, path);
    const shown = (tree: unknown): unknown => {
      const value = getIn(tree, path);
      return secret && value !== undefined ? MASK : value;
    };
    return { key: formatPath(path), before: shown(before), after: shown(after) };
  });
}
