import type { Logger } from './Logger.js';

/** What tells in which context the code at hand runs: an `AsyncLocalStorage` fits. */
export interface Contextual {
  getStore(): unknown;
}

/** The `corr_id` of a context's store, if it has one. */
export function corrIdOf(store: unknown): string | undefined {
  const id: unknown =
    typeof store === 'object' && store !== null ? Reflect.get(store, 'corr_id') : store;
  return typeof id === 'string' ? id : undefined;
}

/**
 * A logger that adds `corr_id` to every line of a context that has one: its store is a string, or an
 * object with a string of that name. A line's own `corr_id` stays.
 */
export function correlated(logger: Logger, context: Contextual | undefined): Logger {
  if (!context) return logger;
  const log =
    (level: keyof Logger): Logger[keyof Logger] =>
    (message, fields) => {
      const id = corrIdOf(context.getStore());
      logger[level](message, id === undefined ? fields : { corr_id: id, ...fields });
    };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
