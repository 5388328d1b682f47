export type { LevelledLogger } from './createLogger.js';
export type { LogLevel } from './LogLine.js';
export { openLoggers, type Loggers } from './openLoggers.js';
export type { LogFormat } from './writers.js';
