import { OptionTypeError } from '../errors.js';
import { functionOption, objectOption, show } from './options.js';

interface UncheckedService {
  readonly name?: unknown;
  readonly critical?: unknown;
}

interface Unchecked {
  readonly config?: { readonly guard?: { readonly service?: unknown }; readonly sources?: unknown };
  readonly logger?: unknown;
  readonly services?: unknown;
  readonly signals?: unknown;
  readonly uncaught?: unknown;
}

/** Checks what no part of a kernel checks for itself. */
export function checkKernelOptions(options: Unchecked): void {
  objectOption('options', options);
  const { config, logger, services = [], signals = true, uncaught = signals } = options;
  if (typeof logger === 'object' && logger !== null) {
    for (const level of ['debug', 'info', 'warn', 'error']) {
      functionOption(`logger.${level}`, Reflect.get(logger, level) as unknown);
    }
  } else if (logger !== undefined) objectOption('logger', logger);
  if (config !== undefined) objectOption('config', config);
  const sources = config?.sources ?? [];
  if (!Array.isArray(sources)) {
    throw new OptionTypeError(
      `config.sources must be a list of config sources, got ${show(sources)}`,
    );
  }
  if (!Array.isArray(services)) {
    throw new OptionTypeError(`services must be an array, got ${show(services)}`);
  }
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
