import type { ConfigLayer, ConfigSource } from '../ConfigSource.js';
import { formatPath } from '../data/formatPath.js';
import { getIn } from '../data/getIn.js';
import type { KeyPath } from '../KeyPath.js';

/** A layer, and how errors name a key of it. */
export interface SourceLayer extends ConfigLayer {
  readonly spell: (path: KeyPath) => string;
}

/** The schema's defaults, as the layer below all others. */
export function defaultsLayer(values: unknown): SourceLayer {
  return { kind: 'values', values, spell: () => 'schema default' };
}

/** What `source` calls `path`. */
export function spelled(source: ConfigSource, path: KeyPath): string {
  return source.spell?.(path) ?? source.name;
}

/** The layer whose value stands at `path` after the merge: the last that has one. */
export function winnerAt(layers: readonly SourceLayer[], path: KeyPath): SourceLayer | undefined {
  return layers.findLast(({ values }) => getIn(values, path) !== undefined);
}

/** Where `path` got its value, or what encloses it: `app.toml`, `APP_PORT`; empty if from nowhere. */
export function whereabouts(layers: readonly SourceLayer[], path: KeyPath): string {
  return winnerAt(layers, path)?.spell(path) ?? '';
}

/** Every way to give `path` a value: `set it in app.toml, APP_PORT or --port`. */
export function howToSet(sources: readonly ConfigSource[], path: KeyPath): string {
  const ways = [...new Set(sources.map((source) => spelled(source, path)))];
  const last = ways.pop();
  if (last === undefined) return `give ${formatPath(path)} a default`;
  return `set it in ${ways.length === 0 ? last : `${ways.join(', ')} or ${last}`}`;
}
