import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { formatPath } from '../data/formatPath.js';
import { setIn } from '../data/setIn.js';
import type { KeyPath } from '../KeyPath.js';
import { closest } from '../../internal/closest.js';
import { envName } from './envName.js';

/** The tree that `variables`, all of which start with `prefix`, make of the schema's leaves `keys`. */
export function parseVariables(
  prefix: string,
  variables: readonly (readonly [name: string, text: string | undefined])[],
  keys: readonly KeyPath[],
): unknown {
  const named = keys.map((path) => ({ path, name: envName(prefix, path) }));
  const issues: ConfigIssue[] = [];
  let tree: unknown = {};
  for (const [name, text] of variables) {
    const [target, rival] = named.filter((key) => key.name === name);
    if (target && !rival) {
      tree = setIn(tree, target.path, text);
    } else {
      const message =
        target && rival
          ? `stands for both ${formatPath(target.path)} and ${formatPath(rival.path)}; set them elsewhere`
          : unknownVariable(prefix, name, keys);
      issues.push({ source: name, key: '', message });
    }
  }
  if (issues.length > 0) throw new ConfigRejectedError(issues);
  return tree;
}

function unknownVariable(prefix: string, name: string, keys: readonly KeyPath[]): string {
  const known = keys.map((path) => envName('', path));
  const meant = closest(name.slice(prefix.length), known);
  return `is not a known variable; ${meant === undefined ? 'unset it' : `did you mean ${prefix}${meant}?`}`;
}
