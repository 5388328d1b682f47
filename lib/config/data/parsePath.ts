import type { KeyPath } from '../KeyPath.js';

/** The keys in a path as `formatPath` writes it, `a."b.c"`; a quote that doesn't fit is part of a key. */
export function parsePath(path: string): KeyPath {
  return [...path.matchAll(/(?<quoted>"(?:[^"\\]|\\.)*")(?=\.|$)|(?<key>[^.]+)/gu)].map(
    ({ groups }) => unquote(groups?.['quoted']) ?? groups?.['key'] ?? '',
  );
}

function unquote(quoted: string | undefined): string | undefined {
  try {
    return quoted === undefined ? undefined : String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
