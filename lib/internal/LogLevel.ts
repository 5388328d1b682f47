/** A word of `log.level`, most urgent first: lines less urgent than it are left out. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';
