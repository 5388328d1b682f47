import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigContent, ConfigSource } from '../ConfigSource.js';
import type { KeyPath } from '../KeyPath.js';
import { checkLayer } from './checkLayer.js';
import { spelled, type SourceLayer } from './SourceLayer.js';

/** A source and what it held when it was read. */
export interface SourceContent {
  readonly source: ConfigSource;
  readonly content: ConfigContent;
}

/** Parses all `contents`, lowest first, each checked to be safe to merge. */
export async function parseSources(
  contents: readonly SourceContent[],
  keys: readonly KeyPath[],
): Promise<SourceLayer[]> {
  const layers: SourceLayer[] = [];
  const issues: ConfigIssue[] = [];
  for (const { source, content } of contents) {
    try {
      const { kind, values } = await content.parse(keys);
      const layer = { kind, values, spell: (path: KeyPath) => spelled(source, path) };
      issues.push(...checkLayer(layer));
      layers.push(layer);
    } catch (error) {
      issues.push(...issuesOf(source, error));
    }
  }
  if (issues.length > 0) throw new ConfigRejectedError(issues);
  return layers;
}

function issuesOf(source: ConfigSource, error: unknown): readonly ConfigIssue[] {
  if (error instanceof ConfigRejectedError) return error.issues;
  return [{ source: source.name, key: '', message: reasonOf(error) }];
}
