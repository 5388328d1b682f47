import { ChildSpecError, OptionTypeError } from '../errors.js';
import {
  functionOption,
  millisecondsOption,
  nameOption,
  objectOption,
  show,
  wordOption,
} from '../internal/options.js';
import { checkSpelling } from './checkSpelling.js';
import type { ChildDefaults, ChildSpec } from './ChildSpec.js';
import { resolvePolicy, type ResolvedPolicy } from './resolvePolicy.js';
import type { Service } from './ServiceContext.js';

/** What of a child's spec may change while it runs, since a supervisor's defaults may. */
export interface ResolvedRules {
  readonly policy: ResolvedPolicy;
  readonly startTimeout: number;
  readonly stopTimeout: number;
}

/** A {@link ChildSpec} checked and with its own defaults in. */
export interface ResolvedChild<Context extends object> {
  readonly name: string;
  readonly start: Service<Context>;
  readonly dependsOn: readonly string[];
  readonly critical: boolean;
  readonly significant: boolean;
  readonly readyWhen: 'auto' | 'called' | 'started';
  readonly heartbeatTimeout: number | undefined;
  readonly stopBy: 'unsubscribe' | 'signal' | 'exit';
  readonly rules: (defaults: ChildDefaults) => ResolvedRules;
}

function flagOption(name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new OptionTypeError(`${name} must be true or false, got ${show(value)}`);
}

function namesOption(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    throw new OptionTypeError(`${name} must be an array of names, got ${show(value)}`);
  }
  return Object.freeze(value.map((entry) => nameOption(`${name}[]`, entry)));
}

/** Checks what holds for children that don't say otherwise, and what one of them says. */
export function resolveRules(
  defaults: ChildDefaults,
  spec: Partial<ChildSpec<never>>,
): ResolvedRules {
  return {
    policy: resolvePolicy({ ...defaults, ...spec }),
    startTimeout: millisecondsOption(
      'startTimeout',
      spec.startTimeout ?? defaults.startTimeout ?? 30_000,
      1,
    ),
    stopTimeout: millisecondsOption(
      'stopTimeout',
      spec.stopTimeout ?? defaults.stopTimeout ?? 5_000,
    ),
  };
}

/** Checks one child's spec. Throws what names the child and the option at fault. */
export function resolveChild<Context extends object>(
  spec: ChildSpec<Context>,
): ResolvedChild<Context> {
  objectOption('a child', spec);
  const name = nameOption('name', spec.name);
  checkSpelling(name, spec);
  const of = (option: string): string => `${option} of '${name}'`;
  const start = functionOption(of('start'), spec.start);
  const child: ResolvedChild<Context> = {
    name,
    start: (context) => start.call(spec, context), // which may be a method of a class
    dependsOn: namesOption(of('dependsOn'), spec.dependsOn ?? []),
    critical: flagOption(of('critical'), spec.critical, true),
    significant: flagOption(of('significant'), spec.significant, false),
    readyWhen: wordOption(of('readyWhen'), spec.readyWhen ?? 'auto', ['auto', 'called', 'started']),
    heartbeatTimeout:
      spec.heartbeatTimeout === undefined
        ? undefined
        : millisecondsOption(of('heartbeatTimeout'), spec.heartbeatTimeout, 1),
    stopBy: wordOption(of('stopBy'), spec.stopBy ?? 'unsubscribe', [
      'unsubscribe',
      'signal',
      'exit',
    ]),
    rules: (defaults) => resolveRules(defaults, spec),
  };
  if (child.significant && (spec.restart ?? 'permanent') === 'permanent') {
    throw new ChildSpecError(
      `'${name}' can't be significant and permanent: a permanent child is restarted, never missed`,
    );
  }
  return child;
}
