import { ConfigRejectedError, type ConfigIssue } from '../../errors.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigExplanation } from '../ConfigExplanation.js';
import type { ConfigSource } from '../ConfigSource.js';
import { isDeepEqual } from '../data/isDeepEqual.js';
import type { BuiltConfig, ConfigBuilder } from '../pipeline/ConfigBuilder.js';
import type { SourceContent } from '../pipeline/parseSources.js';
import { redactor } from '../pipeline/redactor.js';
import { fingerprintOf, readSources } from './readSources.js';

/** What reading all sources once came to. */
export type Load =
  | { readonly status: 'applied'; readonly since: number; readonly built: BuiltConfig }
  | { readonly status: 'unchanged'; readonly since: number }
  | {
      readonly status: 'rolled-back';
      readonly since: number;
      readonly built: BuiltConfig;
      readonly error: ConfigRejectedError;
    }
  | {
      readonly status: 'rejected';
      readonly since: number;
      readonly error: ConfigRejectedError;
      /** The content is the one rejected before, and wasn't tried again. */
      readonly repeated: boolean;
    };

type RolledBack = Extract<Load, { readonly status: 'rolled-back' }>;
type Approve = (value: unknown) => Promise<void>;

/** What is or was in force, and what it was made of. */
export interface Installed {
  readonly contents: readonly SourceContent[];
  readonly built: BuiltConfig;
}

/** Reads and builds, and remembers what is in force and what was refused. One load at a time. */
export class ConfigLoader {
  private refused:
    { readonly fingerprint: string; readonly error: ConfigRejectedError } | undefined;

  private hidden:
    { readonly built: BuiltConfig; readonly redact: (text: string) => string } | undefined;

  private constructor(
    private readonly sources: readonly ConfigSource[],
    private readonly builder: ConfigBuilder,
    private current: Installed,
  ) {}

  /** Reads for the first time; throws ConfigRejectedError with everything that is wrong. */
  static async open(
    sources: readonly ConfigSource[],
    builder: ConfigBuilder,
    signal: AbortSignal,
  ): Promise<ConfigLoader> {
    const contents = await readSources(sources, undefined, signal);
    const built = await builder.build(contents, undefined);
    return new ConfigLoader(sources, builder, { contents, built });
  }

  /** What is in force, to go back to one day. */
  get installed(): Installed {
    return this.current;
  }

  /** The config in force. */
  get built(): BuiltConfig {
    return this.current.built;
  }

  /** Where a value in force came from. */
  explain(key: string): ConfigExplanation {
    return this.builder.explain(this.built, key);
  }

  /** `text` without what is secret in what is in force. */
  redact(text: string): string {
    const { built } = this;
    if (this.hidden?.built !== built) {
      this.hidden = { built, redact: redactor(this.builder.secrets(built.value)) };
    }
    return this.hidden.redact(text);
  }

  /** The error for `issues` from elsewhere, without what is secret in `value` or what is in force. */
  rejection(issues: readonly ConfigIssue[], value: unknown): ConfigRejectedError {
    const { builder, built } = this;
    return new ConfigRejectedError(builder.redact(builder.redact(issues, value), built.value));
  }

  /**
   * Reads all sources again; what they make is installed unless `approve` throws.
   *
   * @param retry also tries content that was refused before
   */
  async load(retry: boolean, signal: AbortSignal, approve: Approve): Promise<Load> {
    const { installed, refused } = this;
    const contents = await readSources(this.sources, installed.contents, signal);
    const since = performance.now();
    const fingerprint = fingerprintOf(contents);
    if (fingerprint === fingerprintOf(installed.contents)) {
      this.refused = undefined;
      return { status: 'unchanged', since };
    }
    if (!retry && refused?.fingerprint === fingerprint) {
      return { status: 'rejected', since, error: refused.error, repeated: true };
    }
    try {
      rejectEmptied(installed.contents, contents);
      const built = await this.builder.build(contents, installed.built.value);
      if (built.changes.length > 0) await approve(built.value);
      this.refused = undefined;
      this.current = { contents, built };
      return isSame(installed.built, built)
        ? { status: 'unchanged', since }
        : { status: 'applied', since, built };
    } catch (thrown) {
      const error = asRejection(thrown);
      this.refused = { fingerprint, error };
      return { status: 'rejected', since, error, repeated: false };
    }
  }

  /**
   * Goes back to what was in force before, unless `approve` throws, and refuses what is now.
   *
   * @param issue why
   */
  async rollBack(earlier: Installed, issue: ConfigIssue, approve: Approve): Promise<RolledBack> {
    const since = performance.now();
    const { contents, built: refused } = this.current;
    const built = this.builder.again(earlier.built, refused.value);
    const error = this.rejection([issue], built.value);
    await approve(built.value);
    this.refused = { fingerprint: fingerprintOf(contents), error };
    this.current = { contents: earlier.contents, built };
    return { status: 'rolled-back', since, built, error };
  }
}

function rejectEmptied(before: readonly SourceContent[], now: readonly SourceContent[]): void {
  const issues = now.flatMap(({ source, content }, index): ConfigIssue[] => {
    const emptied = content.empty === true && before[index]?.content.empty !== true;
    return emptied ? [{ source: source.name, key: '', message: 'became empty or vanished' }] : [];
  });
  if (issues.length > 0) throw new ConfigRejectedError(issues);
}

function isSame(installed: BuiltConfig, built: BuiltConfig): boolean {
  return built.changes.length === 0 && isDeepEqual(installed.pendingRestart, built.pendingRestart);
}

function asRejection(thrown: unknown): ConfigRejectedError {
  if (thrown instanceof ConfigRejectedError) return thrown;
  return new ConfigRejectedError([{ source: '', key: '', message: reasonOf(thrown) }]);
}
