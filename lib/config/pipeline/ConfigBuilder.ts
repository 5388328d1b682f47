import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigChange } from '../ConfigChange.js';
import { deepFreeze } from '../data/deepFreeze.js';
import type { KeyPath } from '../KeyPath.js';
import type { ConfigSource } from '../ConfigSource.js';
import { textsOf } from '../data/textsOf.js';
import { defaultsOf } from '../schema/defaultsOf.js';
import { leafPaths } from '../schema/leafPaths.js';
import type { SchemaNode } from '../schema/SchemaNode.js';
import { diff } from './diff.js';
import { explain } from './explain.js';
import type { ConfigExplanation } from '../ConfigExplanation.js';
import { secretTexts } from '../schema/secretTexts.js';
import { castLeaves } from './castLeaves.js';
import { findUnknownKeys } from './findUnknownKeys.js';
import { keepRunning } from './keepRunning.js';
import { mergeLayers } from './mergeLayers.js';
import { parseSources, type SourceContent } from './parseSources.js';
import { redactor } from './redactor.js';
import { defaultsLayer, type SourceLayer } from './SourceLayer.js';
import { validate } from './validate.js';

/** A config that passed every stage, frozen. */
export interface BuiltConfig {
  readonly value: unknown;
  /** How it differs from the running one, without secret values. */
  readonly changes: readonly ConfigChange[];
  readonly pendingRestart: readonly string[];
  /** What it was made of, lowest first. */
  readonly layers: readonly SourceLayer[];
}

/** Builds configs of one schema. */
export class ConfigBuilder {
  private readonly leaves: readonly KeyPath[];
  private readonly defaults: SourceLayer;

  constructor(private readonly schema: SchemaNode) {
    this.leaves = leafPaths(schema);
    this.defaults = defaultsLayer(defaultsOf(schema));
  }

  /**
   * The way from what the sources held to a config: parse, merge, cast, validate, compare, freeze.
   *
   * @param running the value in force; at the start there is none
   * @throws ConfigRejectedError with everything that is wrong
   */
  async build(contents: readonly SourceContent[], running: unknown): Promise<BuiltConfig> {
    const layers = [this.defaults, ...(await parseSources(contents, this.leaves))];
    const merged = mergeLayers(layers.map(({ values }) => values));
    const sources = contents.map(({ source }) => source);
    try {
      const full = await this.check(merged, layers, sources);
      if (running === undefined) {
        return { value: deepFreeze(full), changes: [], pendingRestart: [], layers };
      }
      const { tree, pendingRestart } = keepRunning(this.schema, full, running);
      if (pendingRestart.length > 0) reject(await validate(this.schema, tree, layers, sources));
      const changes = diff(this.schema, running, tree);
      return { value: deepFreeze(tree), changes, pendingRestart, layers };
    } catch (error) {
      if (error instanceof ConfigRejectedError) throw error;
      // Thrown by a test or condition of the schema: whatever value it quotes may be a secret.
      const redact = redactor(new Set(textsOf(merged)));
      const message = redact(`the schema failed: ${reasonOf(error)}`);
      throw new ConfigRejectedError([{ source: '', key: '', message }]);
    }
  }

  /** `earlier` once more, as a change of what is `running` since. */
  again(earlier: BuiltConfig, running: unknown): BuiltConfig {
    return { ...earlier, changes: diff(this.schema, running, earlier.value) };
  }

  /** Where a value of `built` came from; see {@link explain}. */
  explain(built: BuiltConfig, key: string): ConfigExplanation {
    return explain(this.schema, built, key);
  }

  /** The texts in `value` that nobody is to read. */
  secrets(value: unknown): ReadonlySet<string> {
    return secretTexts(this.schema, value);
  }

  /** `issues` from elsewhere, without what is secret in `value`. */
  redact(issues: readonly ConfigIssue[], value: unknown): readonly ConfigIssue[] {
    const redact = redactor(this.secrets(value));
    return issues.map((issue) => ({ ...issue, message: redact(issue.message) }));
  }

  private async check(
    merged: unknown,
    layers: readonly SourceLayer[],
    sources: readonly ConfigSource[],
  ): Promise<unknown> {
    const { tree, issues } = castLeaves(this.schema, merged, layers);
    const failed = new Set(issues.map(({ key }) => key));
    const invalid = await validate(this.schema, tree, layers, sources);
    reject([
      ...findUnknownKeys(this.schema, tree, layers, this.leaves),
      ...issues,
      ...invalid.filter(({ key }) => !failed.has(key)),
    ]);
    return tree;
  }
}

function reject(issues: readonly ConfigIssue[]): void {
  if (issues.length > 0) throw new ConfigRejectedError(issues);
}
