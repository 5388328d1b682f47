import { formatPath } from '../data/formatPath.js';
import { isPlainObject } from '../../internal/isPlainObject.js';
import type { ConfigIssue } from '../../errors.js';
import type { KeyPath } from '../KeyPath.js';
import { describeKind } from './describeValue.js';
import type { SourceLayer } from './SourceLayer.js';

const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Deeper than any config, and a bound on what holds itself. */
const MAX_DEPTH = 64;

/**
 * What must be known of a layer before it may be merged: that it is plain data, of sensible depth,
 * without a key that could reach a prototype.
 */
export function checkLayer(layer: SourceLayer): ConfigIssue[] {
  if (!isPlainObject(layer.values)) {
    return [
      { source: layer.spell([]), key: '', message: 'a config is made of keys and their values' },
    ];
  }
  const issues: ConfigIssue[] = [];
  const path: string[] = []; // to where the walk is
  const check = (value: unknown): void => {
    const problem = problemWith(value, path);
    if (problem !== undefined) {
      const key = formatPath(path);
      issues.push({ source: layer.spell([...path]), key, message: `${key} ${problem}` });
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        path.push(key);
        check(child);
        path.pop();
      }
    }
  };
  check(layer.values);
  return issues;
}

function problemWith(value: unknown, path: KeyPath): string | undefined {
  if (UNSAFE_KEYS.has(path.at(-1) ?? '')) return 'is a key no config may have; rename it';
  if (path.length > MAX_DEPTH) return `lies more than ${String(MAX_DEPTH)} levels deep`;
  return isData(value) ? undefined : `is ${describeKind(value)}; a config holds plain data only`;
}

function isData(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return isPlainObject(value) || Array.isArray(value) || value instanceof Date;
  }
  return ['string', 'number', 'boolean', 'undefined'].includes(typeof value) || value === null;
}
