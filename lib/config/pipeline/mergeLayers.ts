import { isPlainObject } from '../../internal/isPlainObject.js';

/**
 * One tree of all `layers`, later ones on top: sections are merged key by key, anything else (an
 * array too) replaces what was there. The result shares nothing with the layers.
 */
export function mergeLayers(layers: readonly unknown[]): unknown {
  return layers.reduce(merge, {});
}

function merge(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isPlainObject(upper)) return copy(upper);
  const merged: Record<string, unknown> = isPlainObject(lower) ? { ...lower } : {};
  for (const key of Object.keys(upper)) merged[key] = merge(merged[key], upper[key]);
  return merged;
}

function copy(value: unknown): unknown {
  if (value instanceof Date) return new Date(value);
  return Array.isArray(value) ? value.map((item) => merge(undefined, item)) : value;
}
