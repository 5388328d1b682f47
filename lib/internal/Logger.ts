/**
 * What the kernel logs through. Winston's loggers, pino's behind a one-line adapter, and `console`
 * all fit.
 */
export interface Logger {
  /** For whoever is looking for a fault. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What happened. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What somebody should look at. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** What somebody has to do something about. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
