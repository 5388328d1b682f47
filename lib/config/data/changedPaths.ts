import type { KeyPath } from '../KeyPath.js';
import { isDeepEqual } from './isDeepEqual.js';
import { isPlainObject } from '../../internal/isPlainObject.js';
import { own } from './own.js';

/**
 * The paths of the leaves in which two trees differ, in the order of their keys, the old tree's
 * first. An array is one leaf, and so is a section that one tree doesn't have and the other has
 * empty.
 */
export function changedPaths(before: unknown, after: unknown, path: KeyPath = []): KeyPath[] {
  const sections = isSectionPair(before, after);
  if (!sections) return isDeepEqual(before, after) ? [] : [path];
  const [old, now] = sections;
  const added = Object.keys(now).filter((key) => !Object.hasOwn(old, key));
  return [...Object.keys(old), ...added].flatMap((key) => {
    const [was, is] = [own(old, key), own(now, key)];
    return Object.is(was, is) ? [] : changedPaths(was, is, [...path, key]);
  });
}

type Section = Record<string, unknown>;

function isSectionPair(before: unknown, after: unknown): [Section, Section] | undefined {
  if (isPlainObject(before) && isPlainObject(after)) return [before, after];
  const only = before === undefined ? after : after === undefined ? before : undefined;
  if (!isPlainObject(only) || Object.keys(only).length === 0) return undefined;
  return [only, {}]; // which of them it is makes no difference to the paths
}
