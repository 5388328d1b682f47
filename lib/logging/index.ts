export { createLogger, type LevelledLogger, type LoggerOptions } from './createLogger.js';
export { LOG_LEVELS, type LogLevel } from './LogLine.js';
export type { LogFormat } from './writers.js';
