import type { Logger } from '../internal/Logger.js';
import type { LevelledLogger, LoggerOptions } from './createLogger.js';

/** What a kernel logs through. */
export interface Loggers {
  readonly logger: Logger;
  /** The same, where it is the kernel's own. */
  readonly own?: LevelledLogger;
}

/** The logger that was given, else one of the kernel's own on stdout; winston is loaded for that alone. */
export async function openLoggers(
  given: Logger | undefined,
  settings: Pick<LoggerOptions, 'level' | 'format' | 'redact'>,
): Promise<Loggers> {
  if (given) return { logger: given };
  const { createLogger } = await import('./createLogger.js');
  const own = createLogger({ ...settings, stream: process.stdout });
  return { logger: own, own };
}
