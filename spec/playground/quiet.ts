import type { Logger } from 'ron-kernel';

/** A logger for specs that have nothing to read in a log. */
export const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {} };
