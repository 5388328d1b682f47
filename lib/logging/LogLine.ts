/** One line of a log, in the order it is written. */
export interface LogLine {
  /** When, in UTC, as ISO 8601 with milliseconds. */
  readonly ts: string;
  readonly level: string;
  /** What happened: the message. */
  readonly event: string;
  readonly [field: string]: unknown;
}

/**
 * Puts a line in order. A field that would hide `ts`, `level` or `event` gets a `_` behind its
 * name, so that neither is lost.
 */
export function logLine(time: Date, level: string, event: string, fields: object): LogLine {
  const line: Record<string, unknown> & LogLine = { ts: time.toISOString(), level, event };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) line[name in line ? `${name}_` : name] = value;
  }
  return line;
}
