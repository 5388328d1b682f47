import type { KeyPath } from '../KeyPath.js';

/** The keys in a path as yup writes it: `a.b[0]["c.d"]`. */
export function parseSchemaPath(path: string): KeyPath {
  return [...path.matchAll(/\["(?<quoted>.*?)"\]|\[(?<index>\d+)\]|(?<key>[^.[]+)/gu)].map(
    ({ groups }) => groups?.['quoted'] ?? groups?.['index'] ?? groups?.['key'] ?? '',
  );
}
