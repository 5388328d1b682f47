export type { LevelledLogger } from './createLogger.js';
export { openLoggers, type Loggers } from './openLoggers.js';
