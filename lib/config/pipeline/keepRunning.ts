import { changedPaths } from '../data/changedPaths.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import { setIn } from '../data/setIn.js';
import type { KeyPath } from '../KeyPath.js';
import { placeOf, visitSchema } from '../schema/visitSchema.js';

/** A config as far as it can take effect now, and what of it can't. */
export interface EffectiveTree {
  readonly tree: unknown;
  /** The key paths that wait for a restart. */
  readonly pendingRestart: readonly string[];
}

/** `tree` with every part marked `restartRequired` as it is in `running`. */
export function keepRunning(schema: unknown, tree: unknown, running: unknown): EffectiveTree {
  const fixed: KeyPath[] = [];
  for (const value of [running, tree]) {
    visitSchema(placeOf(schema, value), ({ marks, anchor }) => {
      if (marks['restartRequired'] === true) fixed.push(anchor);
    });
  }
  const pending = new Set<string>();
  let effective = tree;
  for (const path of fixed) {
    const was = getIn(running, path);
    const waiting = changedPaths(was, getIn(effective, path), path);
    for (const leaf of waiting) pending.add(formatPath(leaf));
    if (waiting.length > 0) effective = setIn(effective, path, was);
  }
  return { tree: effective, pendingRestart: [...pending] };
}
