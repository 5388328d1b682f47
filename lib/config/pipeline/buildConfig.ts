import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import { changedPaths } from '../data/changedPaths.js';
import { deepFreeze } from '../data/deepFreeze.js';
import { formatPath } from '../data/formatPath.js';
import { textsOf } from '../data/textsOf.js';
import { defaultsOf } from '../schema/defaultsOf.js';
import { leafPaths } from '../schema/leafPaths.js';
import type { SchemaNode } from '../schema/SchemaNode.js';
import { castLeaves } from './castLeaves.js';
import { findUnknownKeys } from './findUnknownKeys.js';
import { keepRunning } from './keepRunning.js';
import { mergeLayers } from './mergeLayers.js';
import { parseSources, type SourceContent } from './parseSources.js';
import { redact } from './redact.js';
import { defaultsLayer } from './SourceLayer.js';
import { validate } from './validate.js';

/** A config that passed every stage, frozen. */
export interface BuiltConfig {
  readonly value: unknown;
  /** The key paths in which it differs from the running one. */
  readonly changed: readonly string[];
  readonly pendingRestart: readonly string[];
}

/**
 * The way from what the sources held to a config: parse, merge, cast, validate, freeze, compare.
 *
 * @param running the value in force; at the start there is none
 * @throws ConfigRejectedError with everything that is wrong
 */
export async function buildConfig(
  schema: SchemaNode,
  contents: readonly SourceContent[],
  running: unknown,
): Promise<BuiltConfig> {
  const leaves = leafPaths(schema);
  const layers = [defaultsLayer(defaultsOf(schema)), ...(await parseSources(contents, leaves))];
  const sources = contents.map(({ source }) => source);
  const merged = mergeLayers(layers.map(({ values }) => values));
  const check = (tree: unknown): Promise<ConfigIssue[]> => validate(schema, tree, layers, sources);
  try {
    const { tree: full, issues } = castLeaves(schema, merged, layers);
    const failed = new Set(issues.map(({ key }) => key));
    const invalid = (await check(full)).filter(({ key }) => !failed.has(key));
    reject([...findUnknownKeys(schema, full, layers, leaves), ...issues, ...invalid]);
    if (running === undefined) return { value: deepFreeze(full), changed: [], pendingRestart: [] };
    const { tree, pendingRestart } = keepRunning(schema, full, running);
    if (pendingRestart.length > 0) reject(await check(tree));
    const changed = changedPaths(running, tree).map(formatPath);
    return { value: deepFreeze(tree), changed, pendingRestart };
  } catch (error) {
    if (error instanceof ConfigRejectedError) throw error;
    // Thrown by a test or condition of the schema: whatever value it quotes may be a secret.
    const message = redact(`the schema failed: ${reasonOf(error)}`, new Set(textsOf(merged)));
    throw new ConfigRejectedError([{ source: '', key: '', message }]);
  }
}

function reject(issues: readonly ConfigIssue[]): void {
  if (issues.length > 0) throw new ConfigRejectedError(issues);
}
