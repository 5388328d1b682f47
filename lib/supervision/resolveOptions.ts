import type { SchedulerLike } from 'rxjs';
import { ChildSpecError } from '../errors.js';
import { refuseMisspelt, type OptionNames } from '../internal/knownOptions.js';
import type { Logger } from '../internal/Logger.js';
import {
  functionOption,
  integerOption,
  millisecondsOption,
  wordOption,
} from '../internal/options.js';
import type { Random } from './Backoff.js';
import type { ChildDefaults } from './ChildSpec.js';
import { defaultNames } from './optionNames.js';
import { resolveChild, resolveRules, type ResolvedChild } from './resolveChild.js';
import { limitOption } from './resolvePolicy.js';
import type { RestartLimit } from './RestartPolicy.js';
import { startOrder } from './startOrder.js';
import type { RestartBudget, RestartStrategy, SupervisorOptions } from './SupervisorOptions.js';

const OPTIONS: OptionNames<SupervisorOptions> = {
  children: true,
  strategy: true,
  defaults: true,
  limit: true,
  budget: true,
  autoShutdown: true,
  context: true,
  onValue: true,
  logger: true,
  scheduler: true,
  random: true,
};

/** {@link SupervisorOptions} checked, with defaults in and children in the order they start. */
export interface ResolvedOptions<Context extends object> {
  readonly children: readonly ResolvedChild<Context>[];
  readonly strategy: RestartStrategy;
  readonly defaults: ChildDefaults;
  readonly limit: RestartLimit | undefined;
  readonly budget: RestartBudget | undefined;
  readonly autoShutdown: 'never' | 'any-significant' | 'all-significant';
  readonly context: ((child: string) => Context) | undefined;
  readonly onValue: ((value: unknown, child: string) => void) | undefined;
  readonly logger: Logger;
  readonly scheduler: SchedulerLike | undefined;
  readonly random: Random;
}

/** Checks what children share, as it will hold for each of them. */
export function checkDefaults(defaults: ChildDefaults): ChildDefaults {
  refuseMisspelt(defaults, defaultNames, 'defaults');
  resolveRules(defaults, {});
  return defaults;
}

/** Checks a child against its supervisor. */
export function checkSignificant(
  child: ResolvedChild<never>,
  autoShutdown: SupervisorOptions['autoShutdown'],
): void {
  if (child.significant && (autoShutdown ?? 'never') === 'never') {
    throw new ChildSpecError(
      `'${child.name}' can't be significant: its supervisor's autoShutdown is 'never'`,
    );
  }
}

/** Checks a supervisor's options and its children's specs, and starts nothing. */
export function resolveOptions<Context extends object>(
  options: SupervisorOptions<Context>,
): ResolvedOptions<Context> {
  refuseMisspelt(options, OPTIONS);
  const { strategy, limit, budget, context, onValue, logger, scheduler, random } = options;
  const defaults = checkDefaults(options.defaults ?? {});
  const children = startOrder((options.children ?? []).map((child) => resolveChild(child)));
  const autoShutdown = wordOption('autoShutdown', options.autoShutdown ?? 'never', [
    'never',
    'any-significant',
    'all-significant',
  ]);
  for (const child of children) {
    child.rules(defaults);
    checkSignificant(child, autoShutdown);
  }
  return {
    children,
    strategy: wordOption('strategy', strategy ?? 'one-for-one', [
      'one-for-one',
      'one-for-all',
      'rest-for-one',
    ]),
    defaults,
    limit: limit && limitOption('limit', limit),
    budget: budget && {
      restarts: integerOption('budget.restarts', budget.restarts, 1, 1_000_000),
      within: millisecondsOption('budget.within', budget.within, 1),
    },
    autoShutdown,
    context: context && functionOption('context', context),
    onValue: onValue && functionOption('onValue', onValue),
    logger: logger ?? console,
    scheduler,
    random: functionOption('random', random ?? Math.random),
  };
}
