import { once } from 'node:events';
import { Writable } from 'node:stream';
import winston from 'winston';
import type { Logger } from '../internal/Logger.js';
import type { LogFormat } from '../internal/LogFormat.js';
import type { LogLevel } from '../internal/LogLevel.js';
import { logLine } from './LogLine.js';
import { redactedFields, type Redact } from './redactedFields.js';
import { writers } from './writers.js';

/** How the kernel's own logger writes. */
export interface LoggerOptions {
  /** Lines less urgent than this are left out. */
  readonly level: LogLevel;
  /** `json` for machines, `text` for people. */
  readonly format: LogFormat;
  /** Where the lines go. It is flushed at the end, and stays open. */
  readonly stream: Writable;
  /** Makes what is secret in a text unreadable. */
  readonly redact: Redact;
}

/** A logger whose level and format can change while it runs, and that can be flushed. */
export interface LevelledLogger extends Logger {
  level: LogLevel;
  format: LogFormat;
  /** Lines lost so far because what takes them is too slow, full or gone. */
  readonly dropped: number;
  /** Resolves once every line so far has left this process. Later lines are ignored. */
  close(): Promise<void>;
}

const levels: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 };

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** How many bytes may wait for what reads the lines; later lines are dropped, and counted. */
const QUEUE_LIMIT = 1_048_576;

/** The kernel's logger: winston, writing lines of `ts`, `level`, `event` and whatever fields come with them. */
export function createLogger({ level, format, stream, redact }: LoggerOptions): LevelledLogger {
  let dropped = 0;
  let told = 0;
  let failing = false;
  const written = (error?: Error | null): void => {
    failing = error !== undefined && error !== null;
    if (failing) dropped += 1;
  };
  const lines = new Writable({
    decodeStrings: false,
    write(line: string, encoding, done) {
      // Part of what couldn't be written may have been: what comes next is a line of its own.
      stream.write(failing ? `\n${line}` : line, encoding, written);
      done();
    },
  });
  const transport = new winston.transports.Stream({ stream: lines, eol: '\n' });
  const sink = winston.createLogger({
    levels,
    level,
    format: winston.format.printf(({ level, message, fields }) => {
      const known = isObject(fields) ? redactedFields(fields, redact) : {};
      const line = logLine(new Date(), level, redact(String(message)), known);
      return writers[format](line);
    }),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's types declare the class as an instance of itself
    transports: [transport],
  });

  // What reads the lines may go, as with EPIPE; that is no reason to go too.
  const onError = (): void => undefined;
  stream.on('error', onError);

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    sink.end();
    await once(sink, 'finish');
    if (!stream.destroyed) await new Promise((resolve) => stream.write('', resolve));
    stream.off('error', onError);
  };
  const log = (urgency: LogLevel) => (message: string, fields?: object) => {
    if (closed || levels[urgency] > levels[level]) return;
    if (stream.destroyed || stream.writableLength >= QUEUE_LIMIT) {
      dropped += 1;
      return;
    }
    if (dropped > told && !failing) {
      const lost = { dropped: dropped - told };
      told = dropped;
      sink.log({ level: 'warn', message: 'log lines dropped', fields: lost });
    }
    // Nested, since winston merges a field called `message` into the message.
    sink.log({ level: urgency, message, fields });
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    get level() {
      return level;
    },
    set level(next) {
      level = next;
      sink.level = next;
    },
    get format() {
      return format;
    },
    set format(next) {
      format = next;
    },
    get dropped() {
      return dropped;
    },
    close: () => (closed ??= close()),
  };
}
