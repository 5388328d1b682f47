import { changedPaths } from '../data/changedPaths.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { own } from '../data/own.js';
import { setIn } from '../data/setIn.js';
import type { KeyPath } from '../KeyPath.js';
import { childPlace, placeOf, visitSchema } from '../schema/visitSchema.js';

/** A config as far as it can take effect now, and what of it can't. */
export interface EffectiveTree {
  readonly tree: unknown;
  /** The key paths that wait for a restart. */
  readonly pendingRestart: readonly string[];
}

/** `tree` with every part marked `restartRequired` as it is in `running`. */
export function keepRunning(schema: unknown, tree: unknown, running: unknown): EffectiveTree {
  const pendingRestart: string[] = [];
  let effective = tree;
  for (const path of changedPaths(running, tree)) {
    const fixed = fixedAt(schema, running, path) ?? fixedAt(schema, tree, path);
    if (!fixed) continue;
    effective = setIn(effective, fixed, getIn(running, fixed));
    pendingRestart.push(formatPath(path));
  }
  return { tree: effective, pendingRestart };
}

/** The part around `path`, or at it because of what it holds, that needs a restart, if any. */
function fixedAt(schema: unknown, tree: unknown, path: KeyPath): KeyPath | undefined {
  let place = placeOf(schema, tree);
  for (const key of path) {
    if (place?.marks['restartRequired'] === true) return place.path;
    place &&= childPlace(place, key, own(place.value, key));
  }
  let fixed: KeyPath | undefined;
  visitSchema(place, ({ marks, anchor }) => {
    if (marks['restartRequired'] === true) fixed ??= anchor;
  });
  return fixed;
}
