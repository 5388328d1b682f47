import type { Logger } from 'ron-kernel';

/** A line that a {@link Journal} took. */
export interface Entry {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** A logger that keeps what it is told. */
export class Journal implements Logger {
  readonly entries: Entry[] = [];

  debug(event: string, fields?: Entry['fields']): void {
    this.entries.push({ level: 'debug', event, fields });
  }

  info(event: string, fields?: Entry['fields']): void {
    this.entries.push({ level: 'info', event, fields });
  }

  warn(event: string, fields?: Entry['fields']): void {
    this.entries.push({ level: 'warn', event, fields });
  }

  error(event: string, fields?: Entry['fields']): void {
    this.entries.push({ level: 'error', event, fields });
  }

  /** The events that were told, in order. */
  get events(): string[] {
    return this.entries.map(({ event }) => event);
  }
}

/** Options of a kernel that leaves the process running the specs alone. */
export const quiet = { signals: false, logger: new Journal() } as const;
