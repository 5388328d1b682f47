import type { KernelConfigOptions } from './config/index.js';
import { OptionTypeError } from './errors.js';
import { knownOptions, type OptionNames } from './internal/knownOptions.js';
import { functionOption, objectOption, show } from './internal/options.js';
import type { AnyOptions } from './KernelNode.js';

const OPTIONS: OptionNames<AnyOptions> = {
  config: true,
  services: true,
  supervision: true,
  bus: true,
  logger: true,
  signals: true,
  uncaught: true,
};
const CONFIG: OptionNames<KernelConfigOptions> = {
  file: true,
  schema: true,
  values: true,
  sources: true,
  env: true,
  argv: true,
  reloadOn: true,
  guard: true,
};
const SUPERVISION: OptionNames<NonNullable<AnyOptions['supervision']>> = {
  strategy: true,
  limit: true,
  budget: true,
  autoShutdown: true,
};
const BUS: OptionNames<NonNullable<AnyOptions['bus']>> = { context: true, onError: true };
const GUARD: OptionNames<NonNullable<KernelConfigOptions['guard']>> = { service: true, for: true };

interface UncheckedService {
  readonly name?: unknown;
  readonly critical?: unknown;
}

interface Unchecked {
  readonly bus?: object;
  readonly config?: { readonly guard?: { readonly service?: unknown }; readonly sources?: unknown };
  readonly logger?: unknown;
  readonly services?: unknown;
  readonly signals?: unknown;
  readonly supervision?: object;
  readonly uncaught?: unknown;
}

/** Refuses what is no object of options, and keys that are no options. */
function checkKeys(options: Unchecked): void {
  knownOptions(options, OPTIONS);
  const { bus, config, supervision } = options;
  const group = <Options>(
    name: string,
    value: object | undefined,
    names: OptionNames<Options>,
  ): void => {
    if (value !== undefined) knownOptions(value, names, name);
  };
  group('config', config, CONFIG);
  group('config.guard', config?.guard, GUARD);
  group('supervision', supervision, SUPERVISION);
  group('bus', bus, BUS);
}

/** Checks what no part of a kernel checks for itself. */
export function checkKernelOptions(options: Unchecked): void {
  checkKeys(options);
  const { config, logger, services = [], signals = true, uncaught = signals } = options;
  if (typeof logger === 'object' && logger !== null) {
    for (const level of ['debug', 'info', 'warn', 'error']) {
      functionOption(`logger.${level}`, Reflect.get(logger, level) as unknown);
    }
  } else if (logger !== undefined) objectOption('logger', logger);
  const sources = config?.sources ?? [];
  if (!Array.isArray(sources)) {
    throw new OptionTypeError(
      `config.sources must be a list of config sources, got ${show(sources)}`,
    );
  }
  if (!Array.isArray(services)) {
    throw new OptionTypeError(`services must be an array, got ${show(services)}`);
  }
  services.forEach((service, index) => objectOption(`services[${String(index)}]`, service));
  const named = services as readonly UncheckedService[];
  const guarded = config?.guard?.service;
  const guardable = named.some(
    ({ name, critical = true }) => name === guarded && critical === true,
  );
  if (guarded !== undefined && !guardable) {
    throw new OptionTypeError(
      `config.guard.service must be the name of a critical service, got ${show(guarded)}`,
    );
  }
  for (const { name } of named) {
    if (typeof name === 'string' && name.startsWith('kernel.')) {
      throw new OptionTypeError(
        `a service can't be named ${show(name)}: 'kernel.' stands for the kernel itself in readiness; choose another name`,
      );
    }
  }
  for (const [name, value] of Object.entries({ signals, uncaught })) {
    if (typeof value !== 'boolean') {
      throw new OptionTypeError(`${name} must be true or false, got ${show(value)}`);
    }
  }
}
